using System.Diagnostics;
using Wasper.Gateway.Webhooks;
using Wasper.Gateway.Webhooks.Storage;
using Wasper.Tests.BinaryCache;

namespace Wasper.Tests.Gateway.Webhooks;

/// <summary>A small disk in memory, which only root can make.</summary>
public sealed class DiskFullTests : IAsyncLifetime
{
    private readonly TemporaryFolder _folder = new();
    private bool _mounted;

    private string Disk => _folder["disk"];

    public async ValueTask InitializeAsync()
    {
        Assert.SkipUnless(OperatingSystem.IsLinux() && Environment.IsPrivilegedProcess, "Only root can mount a small disk.");
        Directory.CreateDirectory(Disk);
        _mounted = await RunAsync("mount", "-t", "tmpfs", "-o", "size=18m", "tmpfs", Disk) == 0;
        Assert.SkipUnless(_mounted, "This machine lets nobody mount a disk.");
    }

    public async ValueTask DisposeAsync()
    {
        if (_mounted)
        {
            await RunAsync("umount", Disk);
        }

        _folder.Dispose();
    }

    [Fact]
    public async Task Accept_DiskFull_IsRefusedWithOneLineAndWhatWasTakenCanStillBeDelivered()
    {
        using var spool = new SpoolUnderTest { Directory = Path.Combine(Disk, "webhooks") };
        var body = new string('b', 60_000);
        var taken = 0;
        while ((await spool.AcceptAsync(body)).Outcome is SpoolOutcome.Taken)
        {
            taken++;
        }

        Assert.InRange(taken, 100, 300);
        Assert.Equal(SpoolOutcome.Failed, (await spool.AcceptAsync(body)).Outcome);
        Assert.Single(spool.Log.Lines, line => line.Text.StartsWith("Webhooks cannot be written", StringComparison.Ordinal));
        Assert.Equal(taken, spool.Spool.Counts.Pending);

        var flow = spool.Flow();
        while (await spool.BeginAsync(flow) is { } delivery)
        {
            spool.Spool.Finish(delivery, DeliveryState.Delivered, 200);
        }

        await spool.Spool.TidyAsync();
        Assert.Equal(0, spool.Spool.Counts.Pending);
        Assert.Equal(SpoolOutcome.Taken, (await spool.AcceptAsync(body)).Outcome);
        Assert.Contains(spool.Log.Lines, line => line.Text.StartsWith("Webhooks can be written", StringComparison.Ordinal));
        spool.Close();
        Assert.Single(spool.Spool.List(null, null, 0, 1000));
    }

    [Fact]
    public async Task Keep_DiskFullInMidBody_TheBodyPassesAndLeavesNothingBehind()
    {
        using var spool = new SpoolUnderTest { Directory = Path.Combine(Disk, "webhooks") };
        using var source = new MemoryStream(new byte[30_000_000]);
        await using var body = new KeptBody(source, spool.Spool, limit: 100_000_000);

        await body.CopyToAsync(Stream.Null, TestContext.Current.CancellationToken);

        Assert.Equal(source.Length, source.Position);
        Assert.Equal(SpoolOutcome.Failed, body.Failure);
        Assert.Equal(0, spool.Spool.Bytes);
        Assert.Empty(Directory.EnumerateFiles(spool.Directory, StoredBody.FilePattern));
    }

    private static async Task<int> RunAsync(string program, params string[] arguments)
    {
        using var process = Process.Start(new ProcessStartInfo(program, arguments) { RedirectStandardError = true })!;
        await process.WaitForExitAsync(CancellationToken.None);
        return process.ExitCode;
    }
}
