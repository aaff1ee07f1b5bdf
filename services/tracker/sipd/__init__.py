"""Exports of SIPD, the national system of regional finance: cash plan (RAK) and realisation (LRA).

Pure: bytes in, rows and differences out.
"""
