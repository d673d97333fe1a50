"""Prints mails decoded, as a person reads them: show_mail.py FILE..."""
import email
import email.policy
import sys

for path in sys.argv[1:]:
    with open(path, 'rb') as file:
        mail = email.message_from_binary_file(file, policy=email.policy.default)
    for name in ('From', 'To', 'Subject', 'Date', 'Message-ID', 'Auto-Submitted'):
        if mail[name]:
            print('%s: %s' % (name, mail[name]))
    print()
    print(mail.get_body(('plain',)).get_content().strip())
