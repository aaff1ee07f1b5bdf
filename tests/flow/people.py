"""Who works with the tests' items: accounts, agencies, addresses."""

from deploy.local.accounts import log_ins
from deploy.local.callers import Caller
from deploy.local.demo_file import LogIn
from deploy.local.secret_files import Person
from deploy.local.stack import Stack
from tests.flow.plan import AGENCY, OTHER_AGENCY, REGION, TEAM

PEOPLE = (
    Person("uji.perencana", "planner"),
    Person("uji.dewan", "council"),
    Person("uji.pptk", "officer", AGENCY),
    Person("uji.kabid", "verifier", AGENCY),
    Person("uji.kepala", "head", AGENCY),
    Person("uji.pptk.lain", "officer", OTHER_AGENCY),
)

OFFICES = {
    AGENCY: ("officer", "verifier", "head"),
    OTHER_AGENCY: ("officer", "verifier", "head"),
    TEAM: ("delivery_team",),
}


def log_in_admin(stack: Stack) -> LogIn:
    """The account that every stack has."""
    return log_ins(stack.secrets, ())[0]


async def have_agencies(admin: Caller) -> dict[str, dict[str, str]]:
    """Make OFFICES; the address of each by agency and role."""
    addresses: dict[str, dict[str, str]] = {}
    for agency, roles in OFFICES.items():
        addresses[agency] = {role: f"{role}@{agency.lower()}.example" for role in roles}
        answer = await admin.planner.post(
            "/api/v1/agencies",
            json={
                "agency": agency,
                "region": REGION,
                "name": f"Kantor {agency}",
                "kind": "tim_pelaksana" if agency == TEAM else "dinas",
                "contacts": [
                    {"role": role, "name": f"{role} {agency}", "email": email}
                    for role, email in addresses[agency].items()
                ],
            },
            headers={"Idempotency-Key": f"agency-{agency}"},
        )
        assert answer.status_code == 201, answer.text
    return addresses
