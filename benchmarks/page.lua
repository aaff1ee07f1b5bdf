-- wrk: one account opens pages, or sends the same form with another key each time.
-- wrk ... -s page.lua URL -- METHOD PATH BODY FIRST STEP COUNT NAME VALUE [NAME VALUE ...]
-- {item} in PATH: an item of the account, number FIRST + STEP * n for a random n below COUNT.
-- {key} in BODY: a new key. Then come the headers.

dofile("benchmarks/told.lua") -- wrk is run from the project's root

local method, path, body, first, step, count = "", "", "", 0, 1, 1
local headers = {}
local sent = 0
answers = {}
local threads = {}

function setup(thread)
  table.insert(threads, thread)
end

function init(args)
  method, path, body = args[1], args[2], args[3]
  first, step, count = tonumber(args[4]), tonumber(args[5]), tonumber(args[6])
  for at = 7, #args, 2 do headers[args[at]] = args[at + 1] end
  math.randomseed(os.time())
  sent = math.random(0, 2^30)
end

function request()
  local item = ("RA-%06d"):format(first + step * math.random(0, count - 1))
  sent = sent + 1
  local said = nil
  if body ~= "" then said = body:gsub("{key}", ("%d-%d"):format(os.time(), sent)) end
  return wrk.format(method, (path:gsub("{item}", item)), headers, said)
end

function response(status)
  answers[status] = (answers[status] or 0) + 1
end

function done(summary, latency)
  tell(summary, latency, threads)
end
