"""read_mails.py FILE... — mails as Python's email package reads them: one JSON array, names of header fields in lower case."""
import email
import email.policy
import json
import sys


def body(mail, kind):
    part = mail.get_body((kind,))
    return part.get_content() if part else None


def read(path):
    with open(path, 'rb') as file:
        mail = email.message_from_binary_file(file, policy=email.policy.default)
    defects = [repr(defect) for part in mail.walk() for defect in part.defects]
    people = [{'name': one.display_name, 'address': one.addr_spec} for one in mail['To'].addresses]
    return {'names': [name.lower() for name in mail.keys()], 'to': people, 'from': str(mail['From']), 'subject': mail['Subject'],
            'id': mail['Message-ID'].strip(), 'delivered_to': mail['Delivered-To'], 'return_path': mail['Return-Path'],
            'received': mail['Received'], 'text': body(mail, 'plain'), 'html': body(mail, 'html'), 'defects': defects}


json.dump([read(path) for path in sys.argv[1:]], sys.stdout)
