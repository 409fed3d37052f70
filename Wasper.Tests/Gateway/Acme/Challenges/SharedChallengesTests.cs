using System.Security.Cryptography;
using Wasper.Gateway.Acme.Challenges;
using Wasper.Gateway.Acme.Storage;
using Wasper.Tests.BinaryCache;

namespace Wasper.Tests.Gateway.Acme.Challenges;

/// <summary>Two gateways with one store.</summary>
public sealed class SharedChallengesTests : IDisposable
{
    private readonly TemporaryFolder _folder = new();

    private static CancellationToken Token => TestContext.Current.CancellationToken;

    public void Dispose() => _folder.Dispose();

    [Fact]
    public async Task FindHttpAsync_PublishedByAnother_IsItsAnswerUntilWithdrawn()
    {
        var (one, other) = (Open("a.example.com"), Open("a.example.com"));
        await one.PublishHttpAsync("token", "token.thumbprint", Token);

        Assert.Equal("token.thumbprint", await other.FindHttpAsync("token", Token));
        await other.WithdrawHttpAsync("token", Token);
        Assert.Null(await one.FindHttpAsync("token", Token));
    }

    [Theory]
    [InlineData("")]
    [InlineData("..")]
    [InlineData("../alpn/a.example.com")]
    [InlineData("a b")]
    public async Task FindHttpAsync_WhatIsNoToken_IsNothing(string token) => Assert.Null(await Open("a.example.com").FindHttpAsync(token, Token));

    [Theory]
    [InlineData("a.example.com", "A.example.com")]
    [InlineData("203.0.113.7", "7.113.0.203.in-addr.arpa")]
    public async Task FindAsync_PublishedByAnother_IsTheSameCertificateForEveryHandshake(string name, string serverName)
    {
        var (one, other) = (Open(name), Open(name));
        await one.PublishAlpnAsync(serverName, SHA256.HashData("one"u8), Token);

        var first = await other.FindAsync(serverName, Token);
        var second = await other.FindAsync(serverName, Token);
        Assert.Same(first, second);
        Assert.True(first!.HasPrivateKey);

        await one.PublishAlpnAsync(serverName, SHA256.HashData("two"u8), Token);
        Assert.NotSame(first, await other.FindAsync(serverName, Token));
        await one.WithdrawAlpnAsync(serverName, Token);
        Assert.Null(await other.FindAsync(serverName, Token));
    }

    [Fact]
    public async Task FindAsync_NameOfNobody_IsNotLookedUp()
    {
        var challenges = Open("a.example.com");
        await challenges.PublishAlpnAsync("b.example.com", SHA256.HashData("x"u8), Token);

        Assert.Null(await challenges.FindAsync("b.example.com", Token));
        Assert.Null(await challenges.FindAsync("../http/token", Token));
    }

    private SharedChallenges Open(string name) => new([name], new FolderStore(_folder.Path, TimeProvider.System), TimeProvider.System);
}
