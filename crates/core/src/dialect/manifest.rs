//! The manifest of a quick app: what it says about the app's package and where its resources are.

use std::fmt;
use std::io;
use std::path::{Path, PathBuf};

use serde_json::Value;

use crate::files::{is_folder_name, utf8};

/// Where a manifest can be, from the folder of the project.
const PLACES: [&str; 2] = ["manifest.json", "src/manifest.json"];

/// What a manifest says.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct Manifest {
    /// The app's package name, where there is one.
    pub(crate) package: Option<String>,
    /// The folder of the app's resources, where it is beside the manifest.
    pub(crate) app_dir: Option<PathBuf>,
}

/// A manifest that cannot be used; the text names the file and what is wrong.
#[derive(Debug)]
pub struct ManifestError {
    file: PathBuf,
    problem: String,
}

impl fmt::Display for ManifestError {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{} {}; it was passed over", self.file.display(), self.problem)
    }
}

impl std::error::Error for ManifestError {}

impl Manifest {
    /// The manifest of the project in this folder, if there is one that can be used, and those that cannot.
    pub(crate) fn find(project: &Path) -> (Option<Self>, Vec<ManifestError>) {
        let mut errors = Vec::new();
        for place in PLACES {
            let file = project.join(place);
            // A FIFO of that name would be waited for.
            if std::fs::metadata(&file).is_ok_and(|metadata| metadata.is_file()) {
                match Self::read(&file) {
                    Ok(manifest) => return (Some(manifest), errors),
                    Err(problem) => errors.push(ManifestError { file, problem }),
                }
            }
        }
        (None, errors)
    }

    fn read(file: &Path) -> Result<Self, String> {
        let unreadable = |error: io::Error| format!("cannot be read: {error}");
        let bytes = std::fs::read(file).map_err(unreadable)?;
        let text = utf8(&bytes)?;
        let manifest: Value = serde_json::from_slice(text).map_err(|error| format!("is no JSON: {error}"))?;
        if !manifest.is_object() {
            return Err("is no manifest: an object is wanted".to_owned());
        }
        let package = match manifest.get("package") {
            None | Some(Value::Null) => None,
            Some(Value::String(name)) if is_folder_name(name) => Some(name.clone()),
            Some(other) => return Err(format!("has {other} for its package, which names no app")),
        };
        let app_dir = app_dir(file, package.is_some());
        Ok(Self { package, app_dir })
    }
}

/// The folder with the resources of an app: the sources, which the manifest lies in or beside, or all of an unpacked
/// package, which has `app.js` beside a manifest that names the app.
fn app_dir(manifest: &Path, names_app: bool) -> Option<PathBuf> {
    let folder = manifest.parent()?;
    if folder.file_name()? == "src" {
        return Some(folder.to_owned());
    }
    let sources = folder.join("src");
    if sources.is_dir() {
        return Some(sources);
    }
    Some(folder.to_owned()).filter(|folder| names_app && folder.join("app.js").is_file())
}

#[cfg(test)]
mod tests {
    use super::*;

    /// A project folder, for as long as the value lives.
    struct Project(PathBuf);

    impl Project {
        fn new(name: &str, files: &[(&str, &str)]) -> Self {
            let folder =
                std::env::temp_dir().join(format!("uploadtask-manifest-{}-{name}", std::process::id()));
            for (path, content) in files {
                let file = folder.join(path);
                std::fs::create_dir_all(file.parent().unwrap()).unwrap();
                std::fs::write(file, content).unwrap();
            }
            Self(folder)
        }
    }

    impl Drop for Project {
        fn drop(&mut self) {
            let _ = std::fs::remove_dir_all(&self.0);
        }
    }

    #[test]
    fn v35_resources_are_in_src() {
        let package = r#"{ "package": "com.example" }"#;
        let in_src = Project::new("in", &[("src/manifest.json", package)]);
        let beside_src = Project::new("beside", &[("manifest.json", package), ("src/app.ux", "")]);
        for project in [&in_src, &beside_src] {
            let manifest = Manifest::find(&project.0).0.unwrap();
            assert_eq!(manifest.package.as_deref(), Some("com.example"));
            assert_eq!(manifest.app_dir, Some(project.0.join("src")));
        }
        let alone = Project::new("alone", &[("manifest.json", "\u{feff}{}")]);
        let manifest = Manifest::find(&alone.0).0.unwrap();
        assert_eq!(manifest, Manifest { package: None, app_dir: None });
        assert!(Manifest::find(&alone.0.join("elsewhere")).0.is_none());
    }

    #[test]
    fn v35_resources_of_an_unpacked_package_are_beside_its_manifest() {
        let package = r#"{ "package": "com.example" }"#;
        let unpacked = Project::new("unpacked", &[("manifest.json", package), ("app.js", "")]);
        assert_eq!(Manifest::find(&unpacked.0).0.unwrap().app_dir, Some(unpacked.0.clone()));
        let with_sources =
            Project::new("sources", &[("manifest.json", package), ("app.js", ""), ("src/app.ux", "")]);
        assert_eq!(Manifest::find(&with_sources.0).0.unwrap().app_dir, Some(with_sources.0.join("src")));
        // A web site has these too.
        let site = Project::new("site", &[("manifest.json", r#"{ "name": "a site" }"#), ("app.js", "")]);
        assert_eq!(Manifest::find(&site.0).0.unwrap().app_dir, None);
    }

    #[test]
    fn v36_a_package_is_the_name_of_a_folder() {
        for (name, text) in [
            ("up", r#"{ "package": "../evil" }"#),
            ("dots", r#"{ "package": ".." }"#),
            ("empty", r#"{ "package": "" }"#),
            ("number", r#"{ "package": 1 }"#),
            ("broken", "{"),
            ("list", "[]"),
        ] {
            let package = r#"{ "package": "com.example" }"#;
            let project = Project::new(name, &[("manifest.json", text), ("src/manifest.json", package)]);
            let (manifest, errors) = Manifest::find(&project.0);
            assert_eq!(manifest.unwrap().package.as_deref(), Some("com.example"));
            let [error] = &errors[..] else { panic!("{errors:?}") };
            assert!(error.to_string().contains("manifest.json"), "{error}");
        }
    }
}
