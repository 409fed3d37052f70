using System.Diagnostics;
using Wasper.Gateway.Tls.OpenSsl;
using Wasper.Tests.BinaryCache;

namespace Wasper.Tests.Gateway.Tls;

/// <summary>What the program offers, seen by OpenSSL's own client.</summary>
public sealed class CipherRestrictionTests : IDisposable
{
    private const int NoUpstream = 9;

    private readonly TemporaryFolder _folder = new();

    [Fact]
    public async Task Offer_OfTheProgram_IsTheIntermediateListAndSessionsResume()
    {
        SkipWithoutOpenSsl();
        await using var gateway = new GatewayProcess(NoUpstream);
        await gateway.WaitUntilHealthyAsync();
        var port = gateway.HttpsPort;

        Assert.Contains("Cipher is ECDHE-ECDSA-AES128-GCM-SHA256", await ConnectAsync(port, "-tls1_2", "-cipher", "ALL"), StringComparison.Ordinal);
        Assert.Contains("Cipher is ECDHE-ECDSA-CHACHA20-POLY1305", await ConnectAsync(port, "-tls1_2", "-cipher", "CHACHA20:AESGCM"), StringComparison.Ordinal);
        Assert.Contains("Cipher is TLS_AES_128_GCM_SHA256", await ConnectAsync(port, "-tls1_3"), StringComparison.Ordinal);
        string[][] refused =
        [
            ["-tls1_2", "-cipher", "ECDHE-ECDSA-AES128-SHA256:ECDHE-ECDSA-AES256-SHA384:ECDHE-ECDSA-AES128-SHA"],
            ["-tls1_2", "-cipher", "ECDHE-ECDSA-AES128-CCM"],
            ["-tls1_3", "-groups", "ffdhe2048:ffdhe3072"],
            ["-tls1_3", "-groups", "X448:P-521"],
            ["-tls1_1", "-cipher", "DEFAULT:@SECLEVEL=0"],
        ];
        foreach (var arguments in refused)
        {
            Assert.Contains("Cipher is (NONE)", await ConnectAsync(port, arguments), StringComparison.Ordinal);
        }

        foreach (var arguments in (string[][])[["-tls1_2"], ["-tls1_2", "-no_ticket"], ["-tls1_3"]])
        {
            Assert.Contains("\nReused, ", await ResumeAsync(port, arguments), StringComparison.Ordinal);
        }
    }

    [Fact]
    public async Task Offer_OperatorGaveOpenSslAConfiguration_ThatOneHoldsAndTheLogSaysSo()
    {
        SkipWithoutOpenSsl();
        await File.WriteAllTextAsync(_folder["openssl.cnf"], """
            openssl_conf = init
            [init]
            ssl_conf = ssl
            [ssl]
            system_default = tls
            [tls]
            CipherString = ECDHE-ECDSA-AES256-GCM-SHA384
            Ciphersuites = TLS_CHACHA20_POLY1305_SHA256
            """, TestContext.Current.CancellationToken);
        await using var gateway = new GatewayProcess(NoUpstream, (CipherRestriction.OwnConfiguration, _folder["openssl.cnf"]));
        await gateway.WaitUntilHealthyAsync();

        Assert.Contains("Cipher is TLS_CHACHA20_POLY1305_SHA256", await ConnectAsync(gateway.HttpsPort, "-tls1_3"), StringComparison.Ordinal);
        Assert.Contains("Cipher is ECDHE-ECDSA-AES256-GCM-SHA384", await ConnectAsync(gateway.HttpsPort, "-tls1_2"), StringComparison.Ordinal);
        Assert.Contains("TLS offers what the file in OPENSSL_CONF says", gateway.Output, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData(3, 0, false)]
    [InlineData(3, 4, false)]
    [InlineData(3, 5, true)]
    [InlineData(4, 0, true)]
    public void Configuration_OfAVersion_HasThePostQuantumGroupWhereItIsKnown(int major, int minor, bool known) =>
        Assert.Equal(known, CipherRestriction.Configuration(new Version(major, minor)).Contains("Groups = X25519MLKEM768:X25519:", StringComparison.Ordinal));

    public void Dispose() => _folder.Dispose();

    private static void SkipWithoutOpenSsl()
    {
        Assert.SkipUnless(OperatingSystem.IsLinux(), "TLS is not done by OpenSSL here.");
        var path = Environment.GetEnvironmentVariable("PATH") ?? "";
        Assert.SkipUnless(
            path.Split(Path.PathSeparator).Any(folder => File.Exists(Path.Combine(folder, "openssl"))), "openssl is not installed (Debian package openssl).");
    }

    private async Task<string> ResumeAsync(int port, string[] arguments)
    {
        var session = _folder[$"session{string.Concat(arguments)}"];

        // Over TLS 1.3 the ticket comes after the handshake; the answer to a request comes after the ticket.
        await ConnectAsync(port, "GET / HTTP/1.0\r\n\r\n", [.. arguments, "-ign_eof", "-sess_out", session]);
        return await ConnectAsync(port, [.. arguments, "-sess_in", session]);
    }

    private static Task<string> ConnectAsync(int port, params string[] arguments) => ConnectAsync(port, "", arguments);

    private static async Task<string> ConnectAsync(int port, string input, string[] arguments)
    {
        using var process = Process.Start(new ProcessStartInfo(
            "openssl", ["s_client", "-connect", $"127.0.0.1:{port}", "-servername", "localhost", .. arguments])
        {
            RedirectStandardInput = true,
            RedirectStandardOutput = true,
            RedirectStandardError = true,
        })!;
        var errors = process.StandardError.ReadToEndAsync(TestContext.Current.CancellationToken);
        var output = process.StandardOutput.ReadToEndAsync(TestContext.Current.CancellationToken);
        await process.StandardInput.WriteAsync(input);
        process.StandardInput.Close();
        await process.WaitForExitAsync(TestContext.Current.CancellationToken);
        return await output + await errors;
    }
}
