"""The laboratory: network namespaces, links and real BGP daemons on one machine, always cleaned up.

Only the Python standard library is used. Everything a Lab makes carries its name (`apus-<lab>-<namespace>`), and a lab that was
ended by a crash is removed by the next one that starts.
"""
