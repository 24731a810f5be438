"""The endpoint: SPARQL 1.1 Protocol, Graph Store Protocol, service description, named queries as URLs, and pages.

The process that speaks HTTP answers nothing itself that may take long: queries run in worker processes, which are
killed when they are over their time (`kg.query.worker`), and writes in one more (`kg.serve.writer`).
It needs the extra `serve`; nothing else imports it.
"""
