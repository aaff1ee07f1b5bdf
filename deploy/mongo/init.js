// Run once by the job mongo-init: the replica set, and for each service a user that may
// read and write its own database and no other. Running it again changes nothing.
const fs = require("fs");
const secret = (name) => fs.readFileSync(`/run/secrets/${name}`, "utf8").trim();

db.getSiblingDB("admin").auth("root", secret("mongo_root_password"));
try {
  rs.status();
} catch (error) {
  if (error.codeName !== "NotYetInitialized") throw error;
  rs.initiate({ _id: "rs0", members: [{ _id: 0, host: "mongo:27017" }] });
}
while (!db.hello().isWritablePrimary) sleep(200);

for (const service of ["planner", "tracker", "notifier"]) {
  const own = db.getSiblingDB(service);
  const roles = [{ role: "readWrite", db: service }];
  const pwd = secret(`mongo_${service}_password`);
  if (own.getUser(service)) own.updateUser(service, { pwd, roles });
  else own.createUser({ user: service, pwd, roles });
}
