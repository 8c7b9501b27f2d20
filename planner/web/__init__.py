"""The app in the browser: pages over the use cases that the command line has, too.

`app` puts it together and `serving` starts it. Around everything stand `guard` (hosts, origins,
sizes) and `login`. All tabs share one `workspace`: the folder's `picture`, which is read anew when
a file changes, the `runs`, what can be undone (`changing`), and the `feeds`. Whatever searches is
an errand of the planning process: `engine` asks, `worker` listens, `errands` has them.

A page is a file of `pages` with a ``PAGE`` that `pages.PAGES` lists: its ``build`` gets a `View` of
`shell` and fills it with `controls`, so that every text stays text. What a page writes goes
through ``view.attempt(lambda: workspace.change(...))``, which shows errors and conflicts.
"""
