"""Federation: other domains' servers, both ways (RFC 6120, XEP-0220, XEP-0288, XEP-0368).

Theory of operation. Between two domains there are two streams, one each way, or one for both where
both servers know how. `links` are ours to others: a queue that outlives its connection. `incoming`
are theirs to us: what arrives on one goes the way of every stanza that no session of ours sent
(`server/relay.py`), once the stream has shown that it speaks for the domain in `from`.

* `federation`: the service for all domains that are not ours; `ground`: what it stands on, and who
  may be talked to;
* `lookup`: where a domain's server is; `opening`: a stream to it, as far as TLS; `authorizing`:
  showing it who we are;
* `link`: the queue to one domain, its stream, and what becomes of both when that breaks;
* `incoming`: a stream of another server's; `verifying`: asking whether it is who it says;
* `bidi`: one stream for both ways;
* `tcp`: the connections below; `settings`: the section `[s2s]`.
"""
