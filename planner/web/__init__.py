"""The app in the browser: pages over the use cases that the command line has, too.

`app` puts it together and `serving` starts it. Around everything stands `entrance`: hosts, origins,
sizes and the login. All tabs share one `workspace`: the `folder`'s picture, which is read anew when
a file changes, the run under way, what can be undone, and the `feeds`. Whatever searches is an
errand of the planning process: see `runs`, which loads no page.

A page is a room of its own (`data`, `planning`, `calendar`, `whatif`, `explain`, `sharing`) with a
``PAGE`` that `pages.PAGES` lists: its ``build`` gets a `View` of `page.frame` and fills it with
`page.controls`, so that every text stays text. What a page writes goes through
``view.attempt(lambda: workspace.change(...))``, which shows errors and conflicts.
"""
