import { bad, cloudformation, file, good, terraform } from "../../kit/example.ts";
import { fix, rule } from "../../kit/rule.ts";
import { modeOf } from "../../model/access-point.ts";
import { withoutWorldWrite, worldWritable } from "../../model/file-mode.ts";

export default rule({
  name: "wide-access-point",
  on: "accessPoint",
  title: "An access point gives more of a file system than one task needs",
  severity: "warning",
  risk: "host",
  why: `An access point of Amazon EFS is what keeps tasks that share a file system apart: all that goes through it is done as one user, below one folder, whoever the container's processes are. With user 0 that user is root, and reads and changes what all others keep there. Without a user, or without a folder, the access point keeps nobody from anything: whoever mounts it says who they are.

User 0, and a folder that is made so that everybody may write to it, are warnings. What is left out is for information, one finding for the access point. Users and folders that only deployment knows are left alone.

Which user and folder are right depends on what is there already; an access point cannot be changed, only replaced. The fix of permissions takes the right to write from group and others; it holds for folders that are made anew.`,
  refs: [
    "NIST SP 800-190 4.5.5",
    "CWE-732",
    "https://docs.aws.amazon.com/efs/latest/ug/efs-access-points.html",
    "https://docs.aws.amazon.com/efs/latest/ug/API_CreateAccessPoint.html",
  ],
  equivalents: [
    { tool: "checkov", id: "CKV_AWS_329" },
    { tool: "checkov", id: "CKV_AWS_330" },
  ],

  *check({ at, user, root, permissions }) {
    if (user.is("0")) {
      yield { at: user.at, key: "user", message: "Whoever mounts the file system through this access point acts as root." };
    }
    const missing = [...(user.unset ? ["user"] : []), ...(root.is("/") ? ["folder"] : [])];
    if (missing.length > 0) {
      yield {
        at: user.unset ? at : root.at,
        key: "lacking",
        severity: "info",
        message: `This access point keeps to no ${missing.join(" or ")} of its own: ${user.unset ? "whoever mounts it says who they are" : "whoever mounts it sees the whole file system"}.`,
      };
    }
    const mode = modeOf(permissions);
    if (mode !== undefined && worldWritable(mode)) {
      const kept = withoutWorldWrite(mode) ?? mode;
      yield {
        at: permissions.at,
        key: "permissions",
        message: `Its folder is made with permissions ${mode}: every user may write to it.`,
        fixes: fix(`Set "${permissions.key}" to ${kept}`, "unsafe", permissions.set(kept)),
      };
    }
  },

  examples: [
    bad(terraform`
      resource "aws_efs_access_point" "shop" {
        file_system_id = aws_efs_file_system.data.id

        posix_user {
          uid = «0»
          gid = 0
        }

        root_directory {
          path = "/shop"
          creation_info {
            owner_uid   = 1000
            owner_gid   = 1000
            permissions = "0750"
          }
        }
      }
    `),
    bad(terraform`
      resource "aws_efs_access_point" «"all"» {
        file_system_id = aws_efs_file_system.data.id
      }
    `).because("Neither a user nor a folder."),
    bad(cloudformation`
      Resources:
        Shop:
          Type: AWS::EFS::AccessPoint
          Properties:
            FileSystemId: !Ref Data
            PosixUser: { Uid: "1000", Gid: "1000" }
            RootDirectory:
              Path: /shop
              CreationInfo:
                OwnerUid: "1000"
                OwnerGid: "1000"
                Permissions: «"0777"»
    `).to(cloudformation`
      Resources:
        Shop:
          Type: AWS::EFS::AccessPoint
          Properties:
            FileSystemId: !Ref Data
            PosixUser: { Uid: "1000", Gid: "1000" }
            RootDirectory:
              Path: /shop
              CreationInfo:
                OwnerUid: "1000"
                OwnerGid: "1000"
                Permissions: "0755"
    `),
    bad(file("access-point.json")`
      {
        "FileSystemId": "fs-0a1b2c3d",
        "PosixUser": { "Uid": 1000, "Gid": 1000 },
        "RootDirectory": { "Path": «"/"» }
      }
    `),
    good(cloudformation`
      Parameters:
        User: { Type: String }
      Resources:
        Shop:
          Type: AWS::EFS::AccessPoint
          Properties:
            FileSystemId: !Ref Data
            PosixUser: { Uid: !Ref User, Gid: !Ref User }
            RootDirectory: { Path: /shop }
    `).because("Only deployment knows the user."),
    good(terraform`
      resource "aws_efs_access_point" "shop" {
        file_system_id = aws_efs_file_system.data.id

        posix_user {
          uid = 1000
          gid = 1000
        }

        root_directory {
          path = "/shop"
          creation_info {
            owner_uid   = 1000
            owner_gid   = 1000
            permissions = "0755"
          }
        }
      }
    `),
  ],
});
