"""A channel that the tests' stack names, at a host that is nowhere, with secrets to look for."""

from base64 import b64encode

CHANNEL = "uji-kait"
CANARY = "kenari-dalam-tambang-batu-bara"
SECRET = "whsec_" + b64encode(CANARY.encode()).decode()
CHANNELS = f"""
{CHANNEL}:
  kind: webhook
  label: Kait uji
  url: https://hook.invalid/{CANARY}
  secret: {SECRET}
"""
SECRETS = (CANARY, SECRET)
