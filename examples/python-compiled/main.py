import lxml.etree
import psycopg2
import psycopg2.extensions
from bottle import post, request, route, run

style = lxml.etree.XSLT(lxml.etree.parse("report.xsl"))


@route("/database")
def database():
    try:
        psycopg2.connect("host=127.0.0.1 port=1 dbname=none connect_timeout=1")
    except psycopg2.OperationalError as error:
        return {"libpq": psycopg2.extensions.libpq_version(), "says": str(error)}


@post("/report")
def report():
    return str(style(lxml.etree.fromstring(request.body.read())))


run(host="0.0.0.0", port=8080)
