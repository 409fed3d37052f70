using System.Text;
using Wasper.Gateway.Tls.Handshakes;

namespace Wasper.Tests.Gateway.Tls;

public sealed class ClientHelloTests
{
    [Theory]
    [InlineData(true, "acme-tls/1")]
    [InlineData(false, "acme-tls/1", "h2")]
    [InlineData(false, "h2", "acme-tls/1")]
    [InlineData(false, "acme-tls/2")]
    [InlineData(false, "h2", "http/1.1")]
    [InlineData(false)]
    public async Task Read_OfARealClient_KnowsTheChallengeAlone(bool alone, params string[] protocols)
    {
        var hello = await RecordedHello.OfAsync(protocols);

        Assert.Equal(alone, ClientHello.Read(hello) == AlpnOffer.ChallengeAlone);
    }

    [Fact]
    public async Task Read_EveryBeginning_AsksForMore()
    {
        var hello = await RecordedHello.OfAsync("acme-tls/1");

        for (var length = 0; length < hello.Length; length++)
        {
            Assert.Equal(AlpnOffer.Unknown, ClientHello.Read(hello.AsSpan(0, length)));
        }
    }

    [Fact]
    public async Task Read_AnyByteChanged_IsNoFailure()
    {
        var hello = await RecordedHello.OfAsync("acme-tls/1");

        for (var index = 0; index < hello.Length; index++)
        {
            foreach (var value in (byte[])[0, 1, 127, 255])
            {
                var changed = (byte[])hello.Clone();
                changed[index] = value;
                _ = ClientHello.Read(changed);
            }
        }
    }

    [Theory]
    [InlineData("GET / HTTP/1.1\r\n\r\n")]
    [InlineData("\x16\x03\x01\xff\xff")]
    [InlineData("\x16\x03\x01\x00\x00")]
    [InlineData("\x16\x03\x01\x00\x04\x01\x00\x00\x00")]
    [InlineData("\x16\x03\x01\x00\x04\x02\x00\x00\x00")]
    public void Read_SomethingElse_IsOther(string bytes) =>
        Assert.Equal(AlpnOffer.Other, ClientHello.Read(Encoding.Latin1.GetBytes(bytes)));
}
