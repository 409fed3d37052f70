using System.Globalization;
using System.Net;
using Wasper.Gateway.Webhooks.Storage;
using Wasper.Tests.BinaryCache;

namespace Wasper.Tests.Gateway.Webhooks;

/// <summary>What only a process of its own shows: how it starts, and how much memory it takes.</summary>
public sealed class WebhookProcessTests
{
    private const int NoUpstream = 9;

    private static CancellationToken Cancelled => TestContext.Current.CancellationToken;

    [Fact]
    public async Task Start_FolderInUse_SaysSoInOneSentenceAndEnds()
    {
        using var folder = new TemporaryFolder();
        using var other = SpoolFolder.Open(folder["webhooks"]);

        await using var gateway = new GatewayProcess(NoUpstream, ("Gateway__Webhooks__Directory", folder["webhooks"]));

        Assert.Equal(1, await gateway.WaitForExitAsync());
        Assert.Contains($"The folder '{folder["webhooks"]}' for webhooks is in use by another gateway", gateway.Output, StringComparison.Ordinal);
        Assert.DoesNotContain("   at ", gateway.Output, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Start_FolderIsNoFolder_SaysSoInOneSentenceAndEnds()
    {
        Assert.SkipWhen(OperatingSystem.IsWindows(), "The path is one that exists on Unix only.");

        await using var gateway = new GatewayProcess(NoUpstream, ("Gateway__Webhooks__Directory", "/dev/null/webhooks"));

        Assert.Equal(1, await gateway.WaitForExitAsync());
        Assert.Contains("The gateway cannot keep webhooks in '/dev/null/webhooks'", gateway.Output, StringComparison.Ordinal);
        Assert.Contains("Gateway__Webhooks__Directory", gateway.Output, StringComparison.Ordinal);
        Assert.DoesNotContain("   at ", gateway.Output, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Post_OneHundredMegabytesWhileTheAppIsDown_GoToDiskAndNotIntoMemory()
    {
        Assert.SkipUnless(OperatingSystem.IsLinux(), "Memory is read from /proc.");
        const int Length = 100 * 1024 * 1024;
        await using var gateway = new GatewayProcess(NoUpstream);
        await gateway.WaitUntilHealthyAsync();
        using var client = gateway.CreateClient();
        using var small = await client.PostAsync(new Uri("/api/v1/webhooks/abc", UriKind.Relative), new StringContent("a"), Cancelled);
        var before = PeakMegabytes(gateway.Id);

        using var body = new StreamContent(new MemoryStream(new byte[Length]));
        using var answer = await client.PostAsync(new Uri("/api/v1/webhooks/abc", UriKind.Relative), body, Cancelled);

        Assert.Equal(HttpStatusCode.OK, answer.StatusCode);
        var file = Assert.Single(Directory.EnumerateFiles(Path.Combine(gateway.Folder, "certs", "webhooks"), StoredBody.FilePattern));
        Assert.Equal(Length, new FileInfo(file).Length);
        Assert.InRange(PeakMegabytes(gateway.Id) - before, 0, 50);
    }

    private static int PeakMegabytes(int process)
    {
        var line = File.ReadLines($"/proc/{process}/status").First(line => line.StartsWith("VmHWM:", StringComparison.Ordinal));
        return int.Parse(line.Split(' ', '\t').First(part => part.Length > 0 && char.IsDigit(part[0])), CultureInfo.InvariantCulture) / 1024;
    }
}
