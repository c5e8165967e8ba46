"""The page's look: the tokens of the web app, light and dark, and print."""

STYLE = """
:root{color-scheme:light dark;--bg:#f5f6f8;--surface:#fff;--sunken:#eef0f3;--ink:#15191f;--ink-2:#4d5561;--hair:#dde1e7;
--accent:#1257a8;--on-accent:#fff;--danger:#b3261e}
@media (prefers-color-scheme:dark){:root{--bg:#0f1216;--surface:#16191f;--sunken:#1c2027;--ink:#e8ebef;--ink-2:#aab3bf;
--hair:#2c323c;--accent:#82b8ff;--on-accent:#0f1216;--danger:#ff9389}}
*{box-sizing:border-box}body{margin:0;background:var(--bg);color:var(--ink);font:15px/1.5 system-ui,"Noto Sans",sans-serif;
font-variant-numeric:tabular-nums}main{max-width:1040px;margin:0 auto;padding:32px 24px}h1{font-size:20px;margin:0 0 8px}
h2{font-size:15px;margin:0}small{font-size:13px;color:var(--ink-2)}dl{display:flex;flex-wrap:wrap;gap:4px 24px;margin:0 0 16px}
dl div{display:flex;gap:8px}dt{color:var(--ink-2)}dd{margin:0}section{background:var(--surface);border:1px solid var(--hair);
border-radius:6px;margin:16px 0;break-inside:avoid}header{display:flex;justify-content:space-between;gap:16px;padding:12px 16px;
border-bottom:1px solid var(--hair);flex-wrap:wrap}.body{padding:16px;overflow-x:auto}p{margin:8px 0 0}
.remark{border-left:3px solid var(--hair);color:var(--ink-2);padding:2px 12px;font-size:14px}
table{border-collapse:collapse;width:100%}th,td{text-align:left;padding:6px 12px 6px 0;border-bottom:1px solid var(--hair);
vertical-align:top}th{font-size:12px;color:var(--ink-2)}.num{text-align:right}.id{font:13px ui-monospace,"Noto Sans Mono",monospace;
overflow-wrap:anywhere}svg{max-width:100%;height:auto;font-size:13px}svg text{fill:var(--ink)}svg .axis{fill:var(--ink-2);font-size:12px}
svg .said{fill:var(--ink-2)}svg .rail{stroke:var(--sunken);stroke-width:8;stroke-linecap:round}svg .span{fill:var(--accent);opacity:.45}
svg .dot{fill:var(--accent)}svg .mark{stroke:var(--danger);stroke-dasharray:4 4;opacity:.6}
svg .cell{fill:color-mix(in srgb,var(--accent) var(--share),var(--sunken))}svg .on{fill:var(--on-accent)}
@media print{:root{--bg:#fff}main{padding:0}}
""".strip().replace("\n", "")
