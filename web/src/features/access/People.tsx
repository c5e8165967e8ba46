import { useQuery } from "@tanstack/react-query";
import { useState, type ReactNode } from "react";
import { getJson } from "@/api/client";
import type { People as PeopleAnswer, Role } from "@/api/schema";
import { leads } from "@/kit/session";
import { useCommand } from "@/kit/useCommand";
import { useOverview } from "@/kit/queries";
import { grouped, shortId } from "@/state/number";
import { Loaded, Page, ProblemNote, TextField } from "@/view";
import { m } from "./messages/en";
import "./access.css";

export default function People({ project }: { readonly project: string }): ReactNode {
  const overview = useOverview(project);
  const people = useQuery({
    queryKey: [project, "people"],
    queryFn: () => getJson<PeopleAnswer>(`/projects/${project}/people`),
  });
  const isLead = leads(overview.data?.roles ?? []);
  return (
    <Page title={m.people} sub={people.data ? m.peopleSub(people.data.people.length) : null}>
      <div className="side">
        <Loaded of={people}>{({ people: list }) => <PeopleTable project={project} list={list} mayGrant={isLead} />}</Loaded>
        {isLead ? <Invite project={project} /> : null}
      </div>
    </Page>
  );
}

interface TableProps {
  readonly project: string;
  readonly list: PeopleAnswer["people"];
  readonly mayGrant: boolean;
}

function PeopleTable({ project, list, mayGrant }: TableProps): ReactNode {
  const { send, problem } = useCommand(project);
  return (
    <div className="card">
      <table>
        <thead>
          <tr>
            <th>{m.member}</th>
            <th>{m.roles}</th>
            <th>{m.state}</th>
            <th className="n">{m.answers}</th>
          </tr>
        </thead>
        <tbody>
          {list.map((person) => (
            <tr key={person.member}>
              <td>
                <b>{person.name ?? m.pseudonym}</b> <code title={person.member}>{shortId(person.member)}</code>
              </td>
              <td>
                <span className="row wrap">
                  {person.roles.map((role) => (
                    <span key={role} className="chip">
                      {m.roleNames[role] ?? role}
                    </span>
                  ))}
                  {mayGrant && person.state === "active" ? (
                    <select
                      className="add-role"
                      aria-label={m.addRole(person.name ?? m.pseudonym)}
                      value=""
                      onChange={(e) => void send("grant_role", { member: person.member, roles: [e.target.value] })}
                    >
                      <option value="">+</option>
                      {INVITABLE.filter((r) => !person.roles.includes(r)).map((role) => (
                        <option key={role} value={role}>
                          {m.roleNames[role]}
                        </option>
                      ))}
                    </select>
                  ) : null}
                </span>
              </td>
              <td className="muted">{person.state}</td>
              <td className="n">{grouped(person.n_answers)}</td>
            </tr>
          ))}
        </tbody>
      </table>
      <ProblemNote problem={problem} />
      {list.length < 2 ? <p className="small empty">{m.noOne}</p> : null}
    </div>
  );
}

const INVITABLE: readonly Role[] = ["annotator", "adjudicator", "auditor", "lead"];

function Invite({ project }: { readonly project: string }): ReactNode {
  const [roles, setRoles] = useState<readonly Role[]>(["annotator"]);
  const [login, setLogin] = useState("");
  const [link, setLink] = useState<string | null>(null);
  const { send, problem, isSending } = useCommand(project);
  const toggle = (role: Role): void => setRoles(roles.includes(role) ? roles.filter((r) => r !== role) : [...roles, role]);
  const make = async (): Promise<void> => {
    const answer = await send("invite_member", { roles, ...(login.trim() ? { login: login.trim() } : {}) });
    if (answer) setLink(linkOf(answer.result));
  };
  return (
    <div className="card pad">
      <h2>{m.invite}</h2>
      <p className="small">{m.inviteText}</p>
      <fieldset className="roles">
        <legend className="hidden">{m.roles}</legend>
        {INVITABLE.map((role) => (
          <label key={role} className="check-row">
            <input type="checkbox" checked={roles.includes(role)} onChange={() => toggle(role)} />
            <span>
              {m.roleNames[role]} <span className="tiny">{m.roleHints[role]}</span>
            </span>
          </label>
        ))}
      </fieldset>
      <TextField label={m.inviteLogin} hint={m.inviteLoginHint} value={login} onChange={setLogin} autoComplete="off" />
      <ProblemNote problem={problem} />
      <button type="button" className="btn primary" disabled={isSending || roles.length === 0} onClick={() => void make()}>
        {m.makeLink}
      </button>
      {link === null ? null : <InviteLink link={link} />}
    </div>
  );
}

/** The server answers a token, a path or a whole address; a person needs the address. */
function linkOf(result: { readonly [name: string]: unknown }): string {
  const given = [result.url, result.link, result.path, result.token].find((x): x is string => typeof x === "string") ?? "";
  if (/^https?:/.test(given)) return given;
  return `${location.origin}${given.startsWith("/") ? given : `/join/${given}`}`;
}

function InviteLink({ link }: { readonly link: string }): ReactNode {
  const [isCopied, setCopied] = useState(false);
  const copy = (): void => void navigator.clipboard.writeText(link).then(() => setCopied(true));
  return (
    <div role="status">
      <p className="tiny">{m.linkReady}</p>
      <div className="link-box">
        <code>{link}</code>
        <button type="button" className="btn" onClick={copy}>
          {isCopied ? m.copied : m.copy}
        </button>
      </div>
    </div>
  );
}
