using System.Net.Sockets;
using System.Security.Cryptography;
using System.Security.Cryptography.X509Certificates;
using Microsoft.Extensions.Time.Testing;
using Wasper.Gateway.Acme.Protocol;
using Wasper.Gateway.Tls;
using Wasper.Tests.Gateway.Acme;

namespace Wasper.Tests.Gateway.Tls;

public sealed class TlsEntranceTests
{
    private const string OwnSubject = "CN=localhost, O=Wasper Gateway";
    private const byte ServerHelloRecord = 22;
    private const byte AlertRecord = 21;
    private const byte ProtocolVersionAlert = 70;
    private const string ChallengeSubject = "CN=ACME challenge";

    private static CancellationToken Cancelled => TestContext.Current.CancellationToken;

    [Theory]
    [InlineData("h2", "http/1.1")]
    [InlineData("http/1.1")]
    [InlineData("acme-tls/1", "http/1.1")]
    [InlineData]
    public async Task Handshake_WhileAChallengeIsOpen_LiveClientsSeeTheCertificate(params string[] protocols)
    {
        using var challenges = new Challenges("wasper.example.com");
        await using var server = await TlsServerUnderTest.StartAsync(challenges);

        await using var stream = await server.ConnectAsync(protocols);

        Assert.Equal(OwnSubject, TlsServerUnderTest.Subject(stream));
        Assert.Equal(protocols.Contains("h2") ? "h2" : protocols.Length > 0 ? "http/1.1" : "", stream.NegotiatedApplicationProtocol.ToString());
        Assert.Equal(0, challenges.Asked);
    }

    [Fact]
    public async Task Handshake_ForTheChallengeAlone_SeesItsCertificateAndTheConnectionEnds()
    {
        using var challenges = new Challenges("wasper.example.com");
        await using var server = await TlsServerUnderTest.StartAsync(challenges);

        await using var stream = await server.ConnectAsync("acme-tls/1");

        Assert.Equal(ChallengeSubject, TlsServerUnderTest.Subject(stream));
        Assert.Equal("acme-tls/1", stream.NegotiatedApplicationProtocol.ToString());
        Assert.Equal("", await RawClient.SendAsync(stream, "GET / HTTP/1.1\r\nHost: wasper.example.com\r\n\r\n"));
        Assert.Empty(server.Failures);
    }

    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    public async Task Handshake_ForAChallengeThatIsNotOpen_FailsAndIsCounted(bool othersAreOpen)
    {
        using var challenges = new Challenges("other.example.com");
        await using var server = await TlsServerUnderTest.StartAsync(othersAreOpen ? challenges : null);

        await Assert.ThrowsAnyAsync<Exception>(async () => await (await server.ConnectAsync("acme-tls/1")).DisposeAsync());

        await Eventually.TrueAsync(() => Task.FromResult(server.Failures.Any()));
        Assert.Equal(["not_agreed"], server.Failures);
    }

    [Fact]
    public async Task Handshake_ClientHelloInPieces_Succeeds()
    {
        using var challenges = new Challenges("wasper.example.com");
        await using var server = await TlsServerUnderTest.StartAsync(challenges);
        using var client = new TcpClient { NoDelay = true };
        await client.ConnectAsync("127.0.0.1", server.Port, TestContext.Current.CancellationToken);

        var stream = client.GetStream();
        foreach (var piece in (await RecordedHello.OfAsync("acme-tls/1")).Chunk(50))
        {
            await stream.WriteAsync(piece, TestContext.Current.CancellationToken);
        }

        var answer = new byte[1];
        await stream.ReadExactlyAsync(answer, TestContext.Current.CancellationToken);
        Assert.Equal(ServerHelloRecord, answer[0]);
        Assert.Equal(1, challenges.Asked);
    }

    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    public async Task Connection_ThatSpeaksNoTls_EndsAndIsCounted(bool withChallenges)
    {
        using var challenges = new Challenges("wasper.example.com");
        await using var server = await TlsServerUnderTest.StartAsync(withChallenges ? challenges : null);

        Assert.Equal("", await RawClient.SendAsync(server.Port, "GET / HTTP/1.1\r\nHost: localhost\r\n\r\n"));

        await Eventually.TrueAsync(() => Task.FromResult(server.Failures.Any()));
        Assert.Equal(["no_client_hello"], server.Failures);
    }

    [Theory]
    [InlineData(true, 0)]
    [InlineData(true, 50)]
    [InlineData(false, 0)]
    [InlineData(false, 50)]
    public async Task Handshake_ClientStops_EndsAtTheLimitAndIsCounted(bool withChallenges, int sent)
    {
        using var challenges = new Challenges("wasper.example.com");
        var time = new FakeTimeProvider(DateTimeOffset.UtcNow);
        await using var server = await TlsServerUnderTest.StartAsync(withChallenges ? challenges : null, time);
        using var client = new TcpClient();
        await client.ConnectAsync("127.0.0.1", server.Port, Cancelled);
        await client.GetStream().WriteAsync((await RecordedHello.OfAsync("http/1.1")).AsMemory(0, sent), Cancelled);

        await Eventually.TrueAsync(() =>
        {
            time.Advance(TimeSpan.FromSeconds(10));
            return Task.FromResult(server.Failures.Any());
        });

        Assert.Equal(["timeout"], server.Failures);
        var end = client.GetStream().ReadAsync(new byte[1], Cancelled).AsTask();
        await Eventually.TrueAsync(() => Task.FromResult(end.IsCompleted));
        Assert.True(end.IsFaulted || await end == 0);
    }

    [Fact]
    public async Task Handshake_Done_ItsLimitIsNoneOfTheConnection()
    {
        var time = new FakeTimeProvider(DateTimeOffset.UtcNow);
        await using var server = await TlsServerUnderTest.StartAsync(time: time);
        await using var stream = await server.ConnectAsync("http/1.1");
        await stream.WriteAsync("GET / HTTP/1.1\r\nHost: localhost\r\n\r\n"u8.ToArray(), Cancelled);
        Assert.StartsWith("HTTP/1.1 200 ", await RawUpstream.ReadHeadAsync(stream, Cancelled), StringComparison.Ordinal);

        time.Advance(TimeSpan.FromMinutes(1));

        Assert.Contains("HTTP/1.1 200 ", await RawClient.SendAsync(stream, "GET / HTTP/1.1\r\nHost: localhost\r\nConnection: close\r\n\r\n"), StringComparison.Ordinal);
        Assert.Empty(server.Failures);
    }

    [Theory]
    [InlineData(1)]
    [InlineData(2)]
    public async Task Handshake_VersionOfTlsIsTooOld_FailsAndIsCounted(byte minorVersion)
    {
        await using var server = await TlsServerUnderTest.StartAsync();
        using var client = new TcpClient();
        await client.ConnectAsync("127.0.0.1", server.Port, Cancelled);

        // A record with a ClientHello: the version, a random, no session, one cipher suite, no compression, and no extensions.
        byte[] body = [3, minorVersion, .. new byte[32], 0, 0, 2, 0xC0, 0x13, 1, 0];
        byte[] hello = [22, 3, 1, 0, (byte)(body.Length + 4), 1, 0, 0, (byte)body.Length, .. body];
        var stream = client.GetStream();
        await stream.WriteAsync(hello, Cancelled);

        var alert = new byte[7];
        await stream.ReadExactlyAsync(alert, Cancelled);
        Assert.Equal((AlertRecord, ProtocolVersionAlert), (alert[0], alert[^1]));
        await Eventually.TrueAsync(() => Task.FromResult(server.Failures.Any()));
        Assert.Equal(["protocol_version"], server.Failures);
    }

    [Fact]
    public async Task Install_WhileConnectionsAreOpen_TheyGoOnAndNewOnesSeeTheNewOne()
    {
        await using var server = await TlsServerUnderTest.StartAsync();
        using var issuer = new TestIssuer(DateTimeOffset.UtcNow);
        await using var before = await server.ConnectAsync("http/1.1");

        server.Store.Install(issuer.Issue("wasper.example.com"));
        await using var after = await server.ConnectAsync("http/1.1");

        Assert.Equal("CN=wasper.example.com", TlsServerUnderTest.Subject(after));
        Assert.Contains(issuer.IntermediateThumbprint, server.Chain.Last());
        Assert.DoesNotContain(issuer.Root.Thumbprint, server.Chain.Last());
        Assert.Equal(OwnSubject, TlsServerUnderTest.Subject(before));
        Assert.EndsWith("HTTP/1.0", await RawClient.SendAsync(before, "GET / HTTP/1.0\r\nHost: localhost\r\n\r\n"), StringComparison.Ordinal);
    }

    private sealed class Challenges(string name) : IAlpnChallenges, IDisposable
    {
        private readonly X509Certificate2 _certificate =
            AlpnCertificate.Create(name, SHA256.HashData("authorization"u8), DateTimeOffset.UtcNow).Load();

        public int Asked { get; private set; }

        public async ValueTask<X509Certificate2?> FindAsync(string serverName, CancellationToken cancellationToken)
        {
            Asked++;
            await Task.Yield();
            return serverName == name ? _certificate : null;
        }

        public void Dispose() => _certificate.Dispose();
    }
}
