using System.Diagnostics;
using Wasper.Tests.BinaryCache;

namespace Wasper.Tests.Embedded;

/// <summary>A Redis server of a test's own.</summary>
internal sealed class RedisUnderTest : IAsyncDisposable
{
    public const string Password = "s3cret-of-a-test";

    private readonly TemporaryFolder _folder = new();
    private readonly int _port = Loopback.FreePort();
    private Process? _process;

    public string ConnectionString => $"127.0.0.1:{_port},password={Password},connectTimeout=2000,syncTimeout=2000,asyncTimeout=2000";

    /// <summary>Starts it and waits until it listens; skips the test where there is no Redis.</summary>
    public static async Task<RedisUnderTest> StartAsync()
    {
        var redis = new RedisUnderTest();
        try
        {
            redis.Start();
            using var connection = await Loopback.ConnectAsync(redis._port, TestContext.Current.CancellationToken);
            return redis;
        }
        catch
        {
            await redis.DisposeAsync();
            throw;
        }
    }

    /// <summary>As kill -9 does.</summary>
    public async Task StopAsync()
    {
        if (_process is { } process)
        {
            _process = null;
            process.Kill();
            await process.WaitForExitAsync();
            process.Dispose();
        }
    }

    public async ValueTask DisposeAsync()
    {
        await StopAsync();
        _folder.Dispose();
    }

    private void Start()
    {
        var start = new ProcessStartInfo(FindProgram())
        {
            ArgumentList = { "--bind", "127.0.0.1", "--port", $"{_port}", "--save", "", "--requirepass", Password, "--dir", _folder.Path, "--logfile", _folder["log"] },
            WorkingDirectory = _folder.Path,
        };
        _process = Process.Start(start);
    }

    // Debian's redis-tools, which starts no daemon, carries the server under another name: it acts by the name it is called by.
    private string FindProgram()
    {
        string[] installed = ["/usr/bin/redis-server", "/usr/local/bin/redis-server", "/opt/homebrew/bin/redis-server"];
        if (installed.FirstOrDefault(File.Exists) is { } program)
        {
            return program;
        }

        const string OtherName = "/usr/bin/redis-check-rdb";
        Assert.SkipUnless(File.Exists(OtherName), "There is no redis-server here: install Debian's redis-tools, or Redis.");
        File.CreateSymbolicLink(_folder["redis-server"], OtherName);
        return _folder["redis-server"];
    }
}
