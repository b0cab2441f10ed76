//! What the rows say, by way of their dialect.

use super::*;

fn config() -> Config {
    Config { root: "/r".into(), ..Config::default() }
}

fn parse(platform: &MiniProgram, options: &str) -> Result<Upload, Value> {
    let options: Value = serde_json::from_str(options).unwrap();
    platform.parse(&options, &config()).map_err(|refusal| refusal.completion.arguments[0].clone())
}

/// What WeChat refuses with.
fn refusal(options: &str) -> (String, f64) {
    let result = parse(&WECHAT, options).unwrap_err();
    match (result.get("errMsg"), result.get("errno")) {
        (Value::String(message), Value::Number(code)) => (message.clone(), *code),
        other => panic!("{other:?}"),
    }
}

fn locates(platform: &MiniProgram, path: &str) -> Option<Location> {
    platform.locate(path, &config())
}

#[test]
fn w19_names_every_parameter_in_order() {
    assert_eq!(
        refusal(r#"{ "timeout": "1", "filePath": null, "name": [], "header": 1 }"#),
        (
            "uploadFile:fail parameter error: parameter.url should be String instead of Undefined;\
             parameter.filePath should be String instead of Null;\
             parameter.name should be String instead of Array;\
             parameter.header should be Object instead of Number;\
             parameter.timeout should be Number instead of String;"
                .to_owned(),
            1001.0
        )
    );
}

#[test]
fn w20_urls_that_are_not_http() {
    for url in ["", "ftp://a/", "not a url", "http://"] {
        let options = format!(r#"{{ "url": "{url}", "filePath": "f", "name": "n" }}"#);
        assert_eq!(refusal(&options), (format!("uploadFile:fail invalid url \"{url}\""), 600_009.0));
    }
}

#[test]
fn w32_areas() {
    for (path, folder, inside) in [
        ("wxfile://usr/a/b", "/r/wx/usr", "a/b"),
        ("http://usr/a", "/r/wx/usr", "a"),
        ("wxfile://tmp_1.png", "/r/wx/tmp", "tmp_1.png"),
        ("http://tmp/1.png", "/r/wx/tmp", "1.png"),
        ("wxfile://store_1", "/r/wx/store", "store_1"),
        ("http://store/1", "/r/wx/store", "1"),
    ] {
        assert_eq!(locates(&WECHAT, path), Some(Location::area(folder, inside)), "{path}");
    }
    assert_eq!(locates(&WECHAT, "http://elsewhere/a"), None);
    assert_eq!(locates(&WECHAT, "wxfile://tmpx"), None);
}

#[test]
fn w33_time_limits() {
    let limit = |text: &str| {
        timeout(&serde_json::from_str(text).unwrap(), &Config::default(), WECHAT.default_timeout)
            .duration
            .as_millis()
    };
    assert_eq!(limit(r#"{ "timeout": 1500 }"#), 1500);
    for default in [r#"{ "timeout": 0 }"#, r#"{ "timeout": -1 }"#, "{}"] {
        assert_eq!(limit(default), 60_000);
    }
}

#[test]
fn a4_the_key_is_name_or_file_name() {
    let key = |options: &str| {
        let options = format!(r#"{{ "url": "http://a/", "filePath": "b/c.png", {options} }}"#);
        parse(&ALIPAY, &options).unwrap().fields.pop().unwrap()
    };
    for options in [r#""name": "n""#, r#""fileName": "n""#, r#""name": "n", "fileName": "f""#] {
        let field = key(options);
        assert_eq!(field.name, "n", "{options}");
        assert_eq!(field.part.file_name.as_deref(), Some("c.png"));
    }
}

#[test]
fn a9_names_every_parameter_in_order() {
    assert_eq!(
        parse(&ALIPAY, r#"{ "timeout": "1", "filePath": null, "fileName": [], "headers": 1 }"#).unwrap_err(),
        Value::object([
            ("error", 11.0.into()),
            (
                "errorMessage",
                "parameter error: parameter.url should be String instead of Undefined;\
                 parameter.filePath should be String instead of Null;\
                 parameter.fileName should be String instead of Array;\
                 parameter.headers should be Object instead of Number;\
                 parameter.timeout should be Number instead of String;"
                    .into()
            ),
        ])
    );
}

#[test]
fn a17_progress_has_names_of_its_own() {
    assert_eq!(
        serde_json::to_string(&ALIPAY.progress(1, 3)).unwrap(),
        r#"{"progress":33,"totalBytesWritten":1,"totalBytesExpectedToWrite":3}"#
    );
}

#[test]
fn a19_areas() {
    for (path, folder, inside) in [
        ("https://resource/apml1.image", "/r/alipay/resource", "apml1.image"),
        ("https://usr/a/b", "/r/alipay/usr", "a/b"),
    ] {
        assert_eq!(locates(&ALIPAY, path), Some(Location::area(folder, inside)), "{path}");
    }
    for nowhere in ["", "https://elsewhere/a", "https://usr"] {
        assert_eq!(locates(&ALIPAY, nowhere), None, "{nowhere}");
    }
}

#[test]
fn m13_files_are_parts_in_their_order() {
    let upload = parse(
        &UNI,
        r#"{ "url": "http://a/", "files": [{ "uri": "b/c.png" }, { "name": "n", "uri": "d.txt" }, { "uri": "e" }] }"#,
    )
    .unwrap();
    let files: Vec<_> =
        upload.fields.iter().map(|Field { name, part }| (name.as_str(), part.file_name.as_deref())).collect();
    assert_eq!(files, [("file", Some("c.png")), ("n", Some("d.txt")), ("file", Some("e"))]);
}

#[test]
fn m13_only_uni_app_has_a_list_of_files() {
    let options = r#"{ "url": "http://a/", "files": [{ "uri": "b" }] }"#;
    assert!(parse(&WECHAT, options).is_err());
}
