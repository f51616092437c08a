from app import app


def test_index():
    assert b"Corner shop" in app.test_client().get("/").data
