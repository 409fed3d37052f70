using System.Net.Sockets;
using System.Text;
using System.Text.RegularExpressions;

namespace Wasper.Tests.Gateway.Protection;

/// <summary>Request smuggling: whatever comes, the gateway and the app see the same requests.</summary>
public sealed partial class AmbiguousRequestTests : IAsyncLifetime
{
    private const string Next = "GET /next HTTP/1.1\r\nHost: localhost\r\nConnection: close\r\n\r\n";

    private static readonly TimeSpan _limit = TimeSpan.FromSeconds(20);

    private readonly RecordingUpstream _upstream = new();
    private GatewayUnderTest? _gateway;

    private static CancellationToken Cancelled => TestContext.Current.CancellationToken;

    [Theory]
    [InlineData(int.MaxValue)]
    [InlineData(7)]
    public async Task Refused_AnyOfTheCorpus_GetsOneAnswerAndNothingReachesTheApp(int piece)
    {
        var failures = new List<string>();
        foreach (var (name, request) in AmbiguousRequests.Refused)
        {
            var answers = Answers(await SendAsync(request + Next, piece));
            var (requests, violations) = await SettleAsync();

            var isRefused = answers is [(>= 400 and < 500) or 505] || (answers is [] && (piece < int.MaxValue || IsOverlong(request)));
            if (!isRefused || requests.Count > 0 || violations.Count > 0)
            {
                failures.Add(Describe(name, answers, requests, violations));
            }
        }

        Assert.True(failures.Count == 0, string.Join('\n', failures));
    }

    [Theory]
    [InlineData(int.MaxValue)]
    [InlineData(1)]
    public async Task Forwarded_AnyOfTheCorpus_ArrivesAsOneRequestAndTheNextAsAnother(int piece)
    {
        var failures = new List<string>();
        foreach (var (name, (sent, line, body)) in AmbiguousRequests.Forwarded)
        {
            var answers = Answers(await SendAsync(sent + Next, piece));
            var (requests, violations) = await SettleAsync();
            if (answers is not [200, 200] || violations.Count > 0 || requests is not [var first, { Line: "GET /next HTTP/1.1", Body: "" }]
                || first.Line != line || first.Body != body || !first.Head.Contains("\r\nHost: localhost\r\n", StringComparison.Ordinal))
            {
                failures.Add(Describe(name, answers, requests, violations));
            }
        }

        Assert.True(failures.Count == 0, string.Join('\n', failures));
    }

    [Fact]
    public async Task HttpPort_AnyOfTheCorpus_GetsOneAnswer()
    {
        var failures = new List<string>();
        foreach (var (name, request) in AmbiguousRequests.Refused)
        {
            using var connection = new TcpClient();
            await connection.ConnectAsync("127.0.0.1", _gateway!.HttpPort, Cancelled);

            // The redirect needs no body: what is wrong in one shows afterwards, and ends the connection.
            var answers = Answers(await SendAsync(connection.GetStream(), request + Next, int.MaxValue));
            if (answers is not [308 or (>= 400 and < 500) or 505] && !(answers is [] && IsOverlong(request)))
            {
                failures.Add(Describe(name, answers, [], []));
            }
        }

        Assert.True(failures.Count == 0, string.Join('\n', failures));
    }

    // A client that still writes when its connection is ended may see the reset before the answer.
    private static bool IsOverlong(string request) => request.Length > 32 * 1024;

    [Theory]
    [InlineData("GET /x HTTP/1.1\r\nHost: localhost\r\nConnection: close\r\n\r\n")]
    [InlineData("GET /x HTTP/1.1\r\nHost: localhost\r\nConnection: x, Close\r\n\r\n")]
    [InlineData("GET /x HTTP/1.0\r\nHost: localhost\r\n\r\n")]
    public async Task Close_RequestsBehindIt_AreNotRead(string last)
    {
        var answers = Answers(await SendAsync(last + Next, int.MaxValue));

        var (requests, violations) = await SettleAsync();
        Assert.Equal([200], answers);
        Assert.Equal("GET /x HTTP/1.1", Assert.Single(requests).Line);
        Assert.Empty(violations);
    }

    [Fact]
    public async Task Pipelining_ManyRequests_AreForwardedOneByOneInTheirOrder()
    {
        var sent = Enumerable.Range(0, 50).Select(i => $"POST /{i} HTTP/1.1").ToArray();

        var answers = Answers(await SendAsync(
            string.Concat(sent.Select(line => $"{line}\r\nHost: localhost\r\nContent-Length: 4\r\n\r\nbody")) + Next, int.MaxValue));

        var (requests, violations) = await SettleAsync();
        Assert.Equal(sent.Length + 1, answers.Count(status => status == 200));
        Assert.Equal([.. sent, "GET /next HTTP/1.1"], requests.Select(request => request.Line));
        Assert.Empty(violations);
    }

    [Fact]
    public async Task Http2Refused_AnyOfTheCorpus_NothingReachesTheApp()
    {
        var failures = new List<string>();
        foreach (var (name, (fields, body)) in AmbiguousHttp2Requests.Refused)
        {
            await using var connection = await Http2Connection.OpenAsync(_gateway!);
            await connection.SendHeadersAsync(1, body is null, fields);
            if (body is not null)
            {
                await connection.SendAsync(Http2Connection.FrameType.Data, Http2Connection.EndStream, 1, Encoding.Latin1.GetBytes(body));
            }

            var status = await connection.ReadStatusAsync(1);
            var (requests, violations) = await SettleAsync();
            if (status is not (null or (>= 400 and < 500)) || requests.Count > 0 || violations.Count > 0)
            {
                failures.Add(Describe(name, [status ?? 0], requests, violations));
            }
        }

        Assert.True(failures.Count == 0, string.Join('\n', failures));
    }

    [Fact]
    public async Task Http2Forwarded_AnyOfTheCorpus_ArrivesAsOneRequest()
    {
        var failures = new List<string>();
        foreach (var (name, fields) in AmbiguousHttp2Requests.Forwarded)
        {
            await using var connection = await Http2Connection.OpenAsync(_gateway!);
            await connection.SendHeadersAsync(1, endStream: true, fields);

            var status = await connection.ReadStatusAsync(1);
            var (requests, violations) = await SettleAsync();
            if (status is not 200 || requests is not [{ Line: "GET /x HTTP/1.1", Body: "" } one] || violations.Count > 0
                || !one.Head.Contains("\r\nHost: localhost\r\n", StringComparison.Ordinal))
            {
                failures.Add(Describe(name, [status ?? 0], requests, violations));
            }
        }

        Assert.True(failures.Count == 0, string.Join('\n', failures));
    }

    [Fact]
    public async Task Http2Trailers_FieldsThatFrame_DoNotReachTheApp()
    {
        await using var connection = await Http2Connection.OpenAsync(_gateway!);
        await connection.SendHeadersAsync(1, endStream: false, (":method", "POST"), (":scheme", "https"), (":authority", "localhost"), (":path", "/x"));
        await connection.SendAsync(Http2Connection.FrameType.Data, 0, 1, "abc"u8.ToArray());
        await connection.SendHeadersAsync(1, endStream: true, ("content-length", "50"), ("transfer-encoding", "chunked"), ("host", "evil.example"));

        await connection.ReadStatusAsync(1);

        var (requests, violations) = await SettleAsync();
        Assert.All(requests, request => Assert.Equal(("POST /x HTTP/1.1", "abc"), (request.Line, request.Body)));
        Assert.Empty(violations);
    }

    public async ValueTask InitializeAsync() => _gateway = await GatewayUnderTest.StartAsync(_upstream.Port);

    public async ValueTask DisposeAsync()
    {
        await _gateway!.DisposeAsync();
        await _upstream.DisposeAsync();
    }

    [GeneratedRegex(@"HTTP/1\.1 (\d{3}) ")]
    private static partial Regex StatusLine();

    private static string Describe(string name, int[] answers, IReadOnlyList<RecordedRequest> requests, IReadOnlyList<string> violations) =>
        $"{name}: answered {string.Join(' ', answers)}; arrived {string.Join(" | ", requests.Select(request => $"{request.Line} [{request.Body}]"))}; "
        + string.Join(" | ", violations);

    // Interim answers apart.
    private static int[] Answers(string answer) => [.. StatusLine().Matches(answer).Select(match => int.Parse(match.Groups[1].ValueSpan)).Where(status => status != 100)];

    private async Task<string> SendAsync(string request, int piece)
    {
        await using var stream = await _gateway!.ConnectAsync();
        return await SendAsync(stream, request, piece);
    }

    private static async Task<string> SendAsync(Stream stream, string request, int piece)
    {
        var answer = new StringBuilder();
        var buffer = new byte[4096];
        try
        {
            var bytes = Encoding.Latin1.GetBytes(request);

            // Pieces are for the parser's seams; the sizes of large requests have none.
            foreach (var part in bytes.Chunk(Math.Min(bytes.Length, bytes.Length < 4096 ? piece : int.MaxValue)))
            {
                await stream.WriteAsync(part, Cancelled);
            }

            int read;
            while ((read = await stream.ReadAsync(buffer, Cancelled).AsTask().WaitAsync(_limit, Cancelled)) > 0)
            {
                answer.Append(Encoding.Latin1.GetString(buffer, 0, read));
            }
        }
        catch (Exception exception) when (exception is IOException or TimeoutException)
        {
            // A reset after the answer is an end too; a connection that stays open is none.
            answer.Append(exception is TimeoutException ? "HTTP/1.1 999 Still open" : "");
        }

        return answer.ToString();
    }

    // What an earlier request left behind on a connection to the app would show as the beginning of this one.
    private async Task<(IReadOnlyList<RecordedRequest> Requests, IReadOnlyList<string> Violations)> SettleAsync()
    {
        using var probe = await _gateway!.Client.GetAsync(new Uri("/probe", UriKind.Relative), Cancelled);
        var (requests, violations) = _upstream.Take();
        Assert.Equal("GET /probe HTTP/1.1", requests[^1].Line);
        return ([.. requests.SkipLast(1)], violations);
    }
}
