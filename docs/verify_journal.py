#!/usr/bin/env python3
"""Verifies an exported Card Desk journal without Card Desk: python3 verify_journal.py FILE

Each line but the last is an entry {"seq", "body", "previousHash", "hash"}; its hash is the SHA-256 of the hash before
it, a line feed and the body in UTF-8. The last line is the head {"entries", "head"}. Exit code 1 when anything is wrong.
"""
import hashlib
import json
import sys

previous, seq, findings, head = "0" * 64, 0, [], None
with open(sys.argv[1], encoding="utf-8") as lines:
    for number, line in enumerate(lines, start=1):
        try:
            entry = json.loads(line)
            if set(entry) == {"entries", "head"} and head is None:
                head = entry
                if (entry["entries"], entry["head"]) != (seq, previous):
                    findings.append((number, "the head differs"))
                continue
            body, own_hash = entry["body"], entry["hash"]
            computed = hashlib.sha256(f"{entry['previousHash']}\n{body}".encode("utf-8")).hexdigest()
            if computed != own_hash:
                findings.append((number, f"entry {entry['seq']} was altered"))
            if entry["previousHash"] != previous:
                findings.append((number, f"entry {entry['seq']} is not linked to the one before it"))
            if entry["seq"] != seq + 1 or json.loads(body)["seq"] != entry["seq"]:
                findings.append((number, f"entry {entry['seq']} is out of order"))
            previous, seq = own_hash, entry["seq"]
        except (ValueError, KeyError, TypeError) as error:
            findings.append((number, f"unreadable: {error}"))
if head is None:
    findings.append(("end", "the head is missing"))
for number, finding in findings:
    print(f"line {number}: {finding}")
print(f"{seq} entries, {'SOUND' if not findings else 'NOT SOUND'}, head {previous}")
sys.exit(1 if findings else 0)
