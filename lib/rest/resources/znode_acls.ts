/**
 * /v1/znode-acls/{path}: a znode's access list.
 *
 * @module
 */
import { route } from "../route.ts";
import { named, object, optional, string } from "../shape.ts";
import {
  aclBody,
  aclOf,
  ExpectedVersion,
  statBody,
  WrittenAcl,
  WrittenZnode,
  ZnodeAcl,
  ZnodeStat,
} from "../znode_shapes.ts";
import { asVisitor, znodePath } from "../znode_visitor.ts";

const path = "/v1/znode-acls/{path*}";
const parameters = { path: string({ about: "The znode's path without its first slash" }) };

const ZnodeAclAnswer = named(
  "ZnodeAclData",
  object({ path: string(), acl: WrittenAcl, stat: ZnodeStat }),
);

export const getZnodeAcl = route({
  method: "GET",
  path,
  tag: "Znodes",
  name: "getZnodeAcl",
  summary: "Get a znode's access list",
  about: "Who may not administer the znode does not see the digests of passwords.",
  parameters,
  answer: ZnodeAclAnswer,
  async handle(request) {
    const path = znodePath(request.parameters.path);
    const { acl, stat } = await asVisitor(request, (visitor) => visitor.getAcl(path));
    return { path, acl: aclBody(acl), stat: statBody(stat) };
  },
});

export const putZnodeAcl = route({
  method: "PUT",
  path,
  tag: "Znodes",
  name: "putZnodeAcl",
  summary: "Set a znode's access list",
  about: "The version expected is the list's own, aversion of the Stat.",
  parameters,
  query: { version: optional(ExpectedVersion) },
  body: named("PutZnodeAclRequest", object({ acl: ZnodeAcl })),
  answer: WrittenZnode,
  async handle(request) {
    const { parameters, query: { version = -1 }, body } = request;
    const path = znodePath(parameters.path);
    const acl = aclOf(body.acl);
    const stat = await asVisitor(request, (visitor) => visitor.setAcl(path, { acl, version }));
    return { path, stat: statBody(stat) };
  },
});
