using System.Net.Security;

namespace Wasper.Tests.Gateway.Tls;

/// <summary>The ClientHello of a real client.</summary>
internal static class RecordedHello
{
    public static async Task<byte[]> OfAsync(params string[] protocols)
    {
        using var sent = new Recorder();
        await using var client = new SslStream(sent);
        await Assert.ThrowsAnyAsync<Exception>(() => client.AuthenticateAsClientAsync(new SslClientAuthenticationOptions
        {
            TargetHost = "wasper.example.com",
            ApplicationProtocols = [.. protocols.Select(protocol => new SslApplicationProtocol(protocol))],
        }));
        return sent.ToArray();
    }

    /// <summary>Keeps what is written; nothing ever comes back.</summary>
    private sealed class Recorder : MemoryStream
    {
        public override ValueTask<int> ReadAsync(Memory<byte> buffer, CancellationToken cancellationToken = default) => ValueTask.FromResult(0);
    }
}
