//! The platforms: what each of them says otherwise than WeChat.
//!
//! Where a platform publishes no number for a failure there is none here, and no text but the cause: see
//! `docs/contract/mini-programs.md` for the sources, and for what is not known.

use super::MiniProgram;
use super::area::Area;
use super::result::Failure;
use super::result::Member::{Cookies, Data, ErrMsg, Header, Profile, StatusCode};
use crate::dialect::{Description, Event, EventDescription, Reading, option};
use crate::error::ErrorKind;
use crate::upload::QueueName;

/// WeChat, and WeCom, whose global is the same.
///
/// Sources: the WeChat documentation (wx.uploadFile, UploadTask, network guide, table of errno values), and where it is
/// silent, Taro's.
pub static WECHAT: MiniProgram = MiniProgram {
    description: Description {
        name: "wx",
        options: &[
            option("url", Reading::Plain),
            option("filePath", Reading::File),
            option("name", Reading::Plain),
            option("header", Reading::TextMembers),
            option("formData", Reading::TextMembers),
            option("timeout", Reading::Plain),
            option("fileName", Reading::Plain),
            option("enableHttp2", Reading::Plain),
            option("enableProfile", Reading::Plain),
            option("success", Reading::Callback),
            option("fail", Reading::Callback),
            option("complete", Reading::Callback),
        ],
        events: &[
            EventDescription { chained: Some("progress"), ..PROGRESS },
            EventDescription { chained: Some("headersReceive"), ..HEADERS },
        ],
        queue: queue("wx"),
        codes: Some("wechat"),
        result_headers: Some("header"),
        ..LIKE_WECHAT.description
    },
    default_timeout: "the WeChat default; set timeout",
    schemes: &["wxfile://", "http://"],
    areas: &[
        Area { prefixes: &["wxfile://usr/"], folder: "wx/usr", keeps: "" },
        Area { prefixes: &["wxfile://tmp_", "http://tmp_"], folder: "wx/tmp", keeps: "tmp_" },
        Area { prefixes: &["wxfile://store_", "http://store_"], folder: "wx/store", keeps: "store_" },
        Area { prefixes: &["http://usr/"], folder: "wx/usr", keeps: "" },
        Area { prefixes: &["http://tmp/", "wxfile://tmp/"], folder: "wx/tmp", keeps: "" },
        Area { prefixes: &["http://store/", "wxfile://store/"], folder: "wx/store", keeps: "" },
    ],
    success: &[ErrMsg, StatusCode, Data, Header, Cookies, Profile],
    // The texts that apps compare letter by letter.
    failure: Failure::ErrMsg {
        opening: "createUploadTask:fail ",
        texts: &[
            (ErrorKind::Aborted, "abort"),
            (ErrorKind::Timeout, "timeout"),
            (ErrorKind::FileNotFound, "createUploadTask:fail file not found"),
            (ErrorKind::DomainNotAllowed, "url not in domain list"),
            (ErrorKind::TooManyTasks, "exceed max task count"),
        ],
    },
    temporary: Some("http://tmp/"),
    ..LIKE_WECHAT
};

/// Alipay.
///
/// Sources: the Alipay documentation (opendocs.alipay.com and AlipayDocs/open-docs on GitHub: my.uploadFile, the network
/// guide, the table of common error codes), and where it is silent or older, Alipay's typings (`@mini-types/my`).
pub static ALIPAY: MiniProgram = MiniProgram {
    description: Description {
        name: "alipay",
        options: &[
            option("url", Reading::Plain),
            option("filePath", Reading::Plain),
            option("name", Reading::Plain),
            option("fileName", Reading::Plain),
            // Ignored; what DingTalk requires.
            option("fileType", Reading::Plain),
            option("header", Reading::TextMembers),
            option("headers", Reading::TextMembers),
            option("formData", Reading::TextMembers),
            option("timeout", Reading::Plain),
            option("success", Reading::Callback),
            option("fail", Reading::Callback),
            option("complete", Reading::Callback),
        ],
        queue: queue("alipay"),
        codes: Some("alipay"),
        result_headers: Some("header"),
        ..LIKE_WECHAT.description
    },
    // The newer name unless only the older is given.
    keys: &["name", "fileName"],
    headers: &["header", "headers"],
    default_timeout: "the Alipay default; set timeout",
    schemes: &["https://"],
    areas: &[
        Area { prefixes: &["https://resource/"], folder: "alipay/resource", keeps: "" },
        Area { prefixes: &["https://usr/"], folder: "alipay/usr", keeps: "" },
    ],
    progress: ["totalBytesWritten", "totalBytesExpectedToWrite"],
    success: &[Data, StatusCode, Header],
    failure: Failure::ErrorMessage { texts: &[(ErrorKind::Aborted, "uploadFile:fail abort")] },
    temporary: Some("https://resource/"),
    ..LIKE_WECHAT
};

/// Douyin, and Lark, whose global is the same.
pub static DOUYIN: MiniProgram = MiniProgram {
    description: Description { name: "tt", queue: queue("tt"), ..LIKE_WECHAT.description },
    forbidden_headers: &["referer", "user-agent"],
    default_timeout: "the default; set timeout",
    schemes: &["ttfile://"],
    areas: &[
        Area { prefixes: &["ttfile://temp/"], folder: "tt/temp", keeps: "" },
        Area { prefixes: &["ttfile://user/"], folder: "tt/user", keeps: "" },
    ],
    success: &[ErrMsg, StatusCode, Data, Profile],
    temporary: Some("ttfile://temp/"),
    ..LIKE_WECHAT
};

/// Baidu.
pub static BAIDU: MiniProgram = MiniProgram {
    description: Description { name: "swan", queue: queue("swan"), ..LIKE_WECHAT.description },
    schemes: &["bdfile://"],
    areas: &[
        Area { prefixes: &["bdfile://tmp_"], folder: "swan/tmp", keeps: "tmp_" },
        Area { prefixes: &["bdfile://tmp/"], folder: "swan/tmp", keeps: "" },
    ],
    temporary: Some("bdfile://tmp_"),
    ..LIKE_WECHAT
};

/// QQ.
pub static QQ: MiniProgram = MiniProgram {
    description: Description { name: "qq", queue: queue("qq"), ..LIKE_WECHAT.description },
    schemes: &["qqfile://"],
    areas: &[Area { prefixes: &["qqfile://usr/"], folder: "qq/usr", keeps: "" }],
    ..LIKE_WECHAT
};

/// JD. What follows the scheme of its paths is not published.
pub static JD: MiniProgram = MiniProgram {
    description: Description { name: "jd", queue: queue("jd"), ..LIKE_WECHAT.description },
    schemes: &["jdfile://"],
    areas: &[Area { prefixes: &["jdfile://"], folder: "jd", keeps: "" }],
    temporary: Some("jdfile://"),
    ..LIKE_WECHAT
};

/// Kuaishou.
pub static KUAISHOU: MiniProgram = MiniProgram {
    description: Description { name: "ks", queue: queue("ks"), ..LIKE_WECHAT.description },
    schemes: &["ksfile://"],
    areas: &[Area { prefixes: &["ksfile://temp"], folder: "ks/temp", keeps: "temp" }],
    temporary: Some("ksfile://temp"),
    ..LIKE_WECHAT
};

/// Xiaohongshu. No path of its areas is published.
pub static XIAOHONGSHU: MiniProgram = MiniProgram {
    description: Description { name: "xhs", queue: queue("xhs"), ..LIKE_WECHAT.description },
    ..LIKE_WECHAT
};

/// The atomic services of HarmonyOS.
pub static HARMONY: MiniProgram = MiniProgram {
    description: Description { name: "has", queue: queue("has"), ..LIKE_WECHAT.description },
    schemes: &["internal://"],
    // The folder is Vela's and Quick App's.
    areas: &[Area { prefixes: &["internal://tmp/"], folder: "tmp", keeps: "" }],
    temporary: Some("internal://tmp/"),
    ..LIKE_WECHAT
};

/// DingTalk, a relative of Alipay's: its `fileName` is the form key. Of the numbers only that of a bad argument is known.
pub static DINGTALK: MiniProgram = MiniProgram {
    description: Description {
        name: "dd",
        options: ALIPAY.description.options,
        queue: queue("dd"),
        codes: Some("dingtalk"),
        result_headers: Some("header"),
        ..LIKE_WECHAT.description
    },
    keys: &["fileName", "name"],
    requires: &["fileType"],
    schemes: ALIPAY.schemes,
    areas: ALIPAY.areas,
    success: ALIPAY.success,
    failure: Failure::ErrorMessage { texts: &[] },
    temporary: ALIPAY.temporary,
    ..LIKE_WECHAT
};

/// uni-app, whose own `uni.uploadFile` passes on what its host gives: `WeChat`'s, and the list of files that its App and H5
/// have.
pub static UNI: MiniProgram = MiniProgram {
    description: Description {
        name: "uni",
        options: &[
            option("url", Reading::Plain),
            option("filePath", Reading::File),
            option("file", Reading::File),
            option("name", Reading::Plain),
            option("files", Reading::Files),
            option("header", Reading::TextMembers),
            option("formData", Reading::TextMembers),
            option("timeout", Reading::Plain),
            option("success", Reading::Callback),
            option("fail", Reading::Callback),
            option("complete", Reading::Callback),
        ],
        queue: queue("uni"),
        codes: Some("wechat"),
        result_headers: Some("header"),
        ..LIKE_WECHAT.description
    },
    takes_files: true,
    schemes: WECHAT.schemes,
    areas: WECHAT.areas,
    success: &[ErrMsg, StatusCode, Data, Header],
    failure: WECHAT.failure,
    temporary: WECHAT.temporary,
    ..LIKE_WECHAT
};

/// What a platform has unless its row says otherwise.
const LIKE_WECHAT: MiniProgram = MiniProgram {
    description: Description {
        name: "",
        options: &[
            option("url", Reading::Plain),
            option("filePath", Reading::Plain),
            option("name", Reading::Plain),
            option("header", Reading::TextMembers),
            option("formData", Reading::TextMembers),
            option("timeout", Reading::Plain),
            option("enableProfile", Reading::Plain),
            option("success", Reading::Callback),
            option("fail", Reading::Callback),
            option("complete", Reading::Callback),
        ],
        events: &[PROGRESS, HEADERS],
        refuses_at_once: false,
        queue: queue(""),
        codes: None,
        result_headers: None,
        event_headers: Some("header"),
    },
    keys: &["name"],
    takes_files: false,
    requires: &[],
    headers: &["header"],
    forbidden_headers: &["referer"],
    default_timeout: "the default; set timeout",
    schemes: &[],
    areas: &[],
    temporary: None,
    progress: ["totalBytesSent", "totalBytesExpectedToSend"],
    success: &[ErrMsg, StatusCode, Data],
    failure: Failure::ErrMsg { opening: "", texts: &[] },
};

const PROGRESS: EventDescription = EventDescription {
    event: Event::Progress,
    on: "onProgressUpdate",
    off: "offProgressUpdate",
    chained: None,
    repeats: true,
};

const HEADERS: EventDescription = EventDescription {
    event: Event::Headers,
    on: "onHeadersReceived",
    off: "offHeadersReceived",
    ..PROGRESS
};

/// Ten at once, as WeChat's documentation has it; of the others none is published.
const fn queue(name: &'static str) -> QueueName {
    QueueName { name, default_limit: 10 }
}
