#!/usr/bin/env python3
# mailer.py PORT MAILS [CA] — one connection a mail, as a script does it that an application calls for each; prints the
# seconds that it took. With CA: by TLS, and logged in.
import smtplib
import ssl
import sys
import time

port, mails = int(sys.argv[1]), int(sys.argv[2])
trusted = ssl.create_default_context(cafile=sys.argv[3]) if len(sys.argv) > 3 else None
text = "Thank you for your interest. When would be a good time to talk?\r\n" * 10
began = time.monotonic()
for number in range(mails):
    if trusted:
        server = smtplib.SMTP_SSL("127.0.0.1", port, "mailer.example", context=trusted)
        server.login("salon", "secret-word")
    else:
        server = smtplib.SMTP("127.0.0.1", port, "mailer.example")
    server.sendmail("hello@salon.example", ["lead@example.com"],
                    f"From: Salon <hello@salon.example>\r\nTo: <lead@example.com>\r\nSubject: Welcome\r\n"
                    f"Message-ID: <{number}@mailer.example>\r\nContent-Type: text/plain\r\n\r\n{text}")
    server.quit()
print(f"{time.monotonic() - began:.3f}")
