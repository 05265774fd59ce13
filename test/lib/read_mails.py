"""read_mails.py FILE... — mails as Python's email package reads them: one JSON array, names of header fields in lower case."""
import email
import email.header
import email.policy
import email.utils
import json
import sys


def body(mail, kind):
    part = mail.get_body((kind,))
    return part.get_content() if part else None


def person(field):
    # Of a name in several encoded words, Python 3.11's own parser keeps the blanks between them.
    name, address = email.utils.parseaddr(''.join(field.splitlines()))
    return {'name': str(email.header.make_header(email.header.decode_header(name))), 'address': address}


def read(path):
    with open(path, 'rb') as file:
        mail = email.message_from_binary_file(file, policy=email.policy.default)
    defects = [repr(defect) for part in mail.walk() for defect in part.defects]
    raw = dict(mail.raw_items())
    return {'names': [name.lower() for name in mail.keys()], 'to': person(raw['To']), 'recipients': len(mail['To'].addresses), 'from': str(mail['From']), 'subject': mail['Subject'],
            'id': mail['Message-ID'].strip(), 'delivered_to': mail['Delivered-To'], 'return_path': mail['Return-Path'],
            'received': mail['Received'], 'text': body(mail, 'plain'), 'html': body(mail, 'html'), 'defects': defects}


json.dump([read(path) for path in sys.argv[1:]], sys.stdout)
