//! HTTP requests to functions.

use std::net::{IpAddr, Ipv4Addr};

use axum::{
    body::{Body, to_bytes},
    http::{Request, Response, StatusCode, header},
};
use lambda_http::{RequestExt, request::RequestContext};
use local::engine::{Engine, Handler};
use serde_json::{Value, json};

use crate::stage;

const HERE: IpAddr = IpAddr::V4(Ipv4Addr::LOCALHOST);

/// What a function sees of a request.
fn seen(request: &lambda_http::Request) -> Value {
    let RequestContext::ApiGatewayV2(context) = request.request_context() else {
        unreachable!("not an HTTP API")
    };
    let header = |name: &str| request.headers().get(name).map(|value| value.to_str().unwrap().to_owned());
    let body = match request.body() {
        lambda_http::Body::Empty => json!(null),
        lambda_http::Body::Text(text) => json!({ "text": text }),
        lambda_http::Body::Binary(bytes) => json!({ "bytes": bytes }),
        other => unreachable!("{other:?}"),
    };
    json!({
        "method": request.method().as_str(),
        "path": request.uri().path(),
        "query": request.uri().query(),
        "b": request.query_string_parameters().all("b"),
        "order_id": request.path_parameters().first("order_id"),
        "file": request.path_parameters().first("path"),
        "cookie": header("cookie"),
        "forwarded_for": header("x-forwarded-for"),
        "route": context.route_key,
        "source": context.http.source_ip,
        "time": context.time,
        "body": body,
    })
}

async fn echo() -> (Engine, crate::Stage) {
    let stage = stage().await.with(
        "pages",
        Handler::http(|request: lambda_http::Request| async move {
            assert_ne!(request.uri().path(), "/order/panic", "as the test wants");
            if request.uri().path() == "/order/slow" {
                std::future::pending::<()>().await;
            }
            lambda_http::Response::builder()
                .status(201)
                .header("set-cookie", "a=1; HttpOnly")
                .header("set-cookie", "b=2")
                .header("x-own", "kept")
                .body(lambda_http::Body::Text(seen(&request).to_string()))
                .unwrap()
        }),
    );
    (stage.try_start(false).unwrap(), stage)
}

async fn call(engine: &Engine, request: Request<Body>) -> Response<Body> {
    engine.answer(request, HERE).await.unwrap()
}

async fn json_of(response: Response<Body>) -> Value {
    serde_json::from_slice(&to_bytes(response.into_body(), usize::MAX).await.unwrap()).unwrap()
}

#[tokio::test]
async fn a_request_arrives_as_the_http_api_sends_it() {
    let (engine, _stage) = echo().await;
    let request = Request::get("/order/ord_1%2F2?a=1&b=x%20y&b=z")
        .header("host", "localhost:8080")
        .header("cookie", "cart=c; locale=en")
        .header("cookie", "third=3")
        .header("x-forwarded-for", "1.2.3.4")
        .body(Body::empty())
        .unwrap();
    let response = call(&engine, request).await;
    assert_eq!(response.status(), 201);
    let cookies: Vec<_> = response.headers().get_all(header::SET_COOKIE).iter().collect();
    assert_eq!(cookies, ["a=1; HttpOnly", "b=2"]);
    assert_eq!(response.headers()["x-own"], "kept");
    assert_eq!(
        json_of(response).await,
        json!({
            "method": "GET",
            "path": "/order/ord_1%2F2",
            "query": "a=1&b=x%20y&b=z",
            "b": ["x y", "z"],
            "order_id": "ord_1/2",
            "file": null,
            "cookie": "cart=c; locale=en; third=3",
            "forwarded_for": "127.0.0.1",
            "route": "GET /order/{order_id}",
            "source": "127.0.0.1",
            "time": "21/Sep/2026:14:13:20 +0000",
            "body": null,
        })
    );
}

#[tokio::test]
async fn json_arrives_as_text_and_forms_and_binaries_as_bytes() {
    let (engine, _stage) = echo().await;
    let post = |kind: &str, body: &[u8]| {
        Request::post("/order/1/pay").header("content-type", kind).body(Body::from(body.to_vec())).unwrap()
    };
    let text = json_of(call(&engine, post("application/json; charset=utf-8", b"{}")).await).await;
    assert_eq!(text["body"], json!({ "text": "{}" }));
    let form = json_of(call(&engine, post("application/x-www-form-urlencoded", b"a=1")).await).await;
    assert_eq!(form["body"], json!({ "bytes": b"a=1" }));
    let binary = json_of(call(&engine, post("application/json", b"\xff")).await).await;
    assert_eq!(binary["body"], json!({ "bytes": [255] }));
}

#[tokio::test]
async fn the_most_telling_route_answers() {
    let (engine, _stage) = echo().await;
    let route = async |path: &str| {
        let request = Request::get(path).body(Body::empty()).unwrap();
        json_of(call(&engine, request).await).await
    };
    assert_eq!(route("/order/new").await["route"], "GET /order/new");
    assert_eq!(route("/order/old").await["route"], "GET /order/{order_id}");
    let file = route("/files/a/b.txt").await;
    assert_eq!((&file["route"], &file["file"]), (&json!("ANY /files/{path+}"), &json!("a/b.txt")));
}

#[tokio::test]
async fn other_paths_are_given_back_and_other_methods_are_not_found() {
    let (engine, _stage) = echo().await;
    for path in ["/", "/order", "/order/", "/order/1/", "/order/1/pay/x", "/files/", "/products/mug/"] {
        let request = Request::get(path).body(Body::empty()).unwrap();
        let given_back = engine.answer(request, HERE).await.unwrap_err();
        assert_eq!(given_back.uri().path(), path);
    }
    let request = Request::delete("/order/1").body(Body::empty()).unwrap();
    let response = call(&engine, request).await;
    assert_eq!(response.status(), StatusCode::NOT_FOUND);
    assert_eq!(json_of(response).await, json!({ "message": "Not Found" }));
}

#[tokio::test]
async fn bodies_over_the_limits_are_too_large() {
    let (engine, _stage) = echo().await;
    let post = |bytes: usize| {
        let request = Request::post("/order/1/pay").header("content-type", "text/plain");
        request.body(Body::from(vec![b'x'; bytes])).unwrap()
    };
    assert_eq!(call(&engine, post(10 * 1024 * 1024 + 1)).await.status(), StatusCode::PAYLOAD_TOO_LARGE);
    assert_eq!(call(&engine, post(6 * 1024 * 1024)).await.status(), StatusCode::PAYLOAD_TOO_LARGE);
    assert_eq!(call(&engine, post(5 * 1024 * 1024)).await.status(), StatusCode::CREATED);
}

#[tokio::test]
async fn a_host_that_makes_no_address_is_a_bad_request() {
    let (engine, _stage) = echo().await;
    for host in ["", "a b", "[::"] {
        let request = Request::get("/order/1").header("host", host).body(Body::empty()).unwrap();
        assert_eq!(call(&engine, request).await.status(), StatusCode::BAD_REQUEST, "{host}");
    }
}

#[tokio::test]
async fn a_panic_is_an_internal_error_and_a_time_out_is_unavailable() {
    let (engine, _stage) = echo().await;
    let get = |path: &str| Request::get(path).body(Body::empty()).unwrap();
    assert_eq!(call(&engine, get("/order/panic")).await.status(), StatusCode::INTERNAL_SERVER_ERROR);
    assert_eq!(call(&engine, get("/order/slow")).await.status(), StatusCode::SERVICE_UNAVAILABLE);
    assert_eq!(call(&engine, get("/order/1")).await.status(), StatusCode::CREATED);
}
