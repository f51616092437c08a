import os
import ssl
from datetime import datetime
from zoneinfo import ZoneInfo

import certifi
from dotenv import load_dotenv
from flask import Flask, jsonify, render_template, request

load_dotenv()
app = Flask(__name__)


@app.get("/")
def index():
    return render_template("index.html", shop=os.environ.get("SHOP", "Corner shop"))


@app.get("/tls")
def tls():
    return jsonify(roots=len(ssl.create_default_context(cafile=certifi.where()).get_ca_certs()) > 50)


@app.get("/opens")
def opens():
    at = datetime.fromisoformat(request.args["at"])
    return jsonify(local=at.astimezone(ZoneInfo(request.args["zone"])).isoformat())
