use axum::{Json, Router, extract::Query, http::StatusCode, routing::get};
use serde::{Deserialize, Serialize};

#[derive(Deserialize)]
struct Distance {
    miles: f64,
}

#[derive(Serialize)]
struct Metric {
    kilometres: f64,
}

async fn convert(Query(distance): Query<Distance>) -> Json<Metric> {
    Json(Metric { kilometres: distance.miles * 1.609344 })
}

/// Read anew for each request, so that it can be changed while the service runs.
async fn motd() -> Result<String, StatusCode> {
    tokio::fs::read_to_string("assets/motd.txt").await.map_err(|_| StatusCode::INTERNAL_SERVER_ERROR)
}

#[tokio::main]
async fn main() {
    let app = Router::new().route("/", get(motd)).route("/convert", get(convert));
    let listener = tokio::net::TcpListener::bind("0.0.0.0:3000").await.expect("a free port");
    axum::serve(listener, app).await.expect("a server");
}
