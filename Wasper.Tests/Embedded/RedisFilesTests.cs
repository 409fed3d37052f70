using System.Diagnostics;
using Wasper.AppHost.Embedded;
using Wasper.BinaryCache;
using Wasper.Tests.BinaryCache;

namespace Wasper.Tests.Embedded;

/// <summary>A real Redis 7.</summary>
public sealed class RedisFilesTests : IDisposable
{
    private const string Password = "a\"b\\c";

    private static readonly TimeSpan _limit = TimeSpan.FromSeconds(20);

    private readonly TemporaryFolder _folder = new();

    private static CancellationToken Token => TestContext.Current.CancellationToken;

    public void Dispose() => _folder.Dispose();

    [Fact]
    public async Task Prepare_AnyPassword_IsOnNoCommandLineAndReadByTheOwnerOnly()
    {
        Assert.SkipUnless(OperatingSystem.IsLinux(), "Fetched from Debian's or Ubuntu's packages.");

        var command = await RedisFiles.PrepareAsync(await BinaryStore.Open().GetRedisAsync(Token), _folder["redis"], Password, Token);

        Assert.DoesNotContain(command, word => word.Contains(Password, StringComparison.Ordinal));
        if (OperatingSystem.IsLinux())
        {
            Assert.Equal(UnixFileMode.UserRead | UnixFileMode.UserWrite, File.GetUnixFileMode(_folder["redis/redis.conf"]));
        }
    }

    [Fact]
    public async Task Serve_TerminatedAndStartedAgain_AsksForThePasswordAndKeepsItsData()
    {
        Assert.SkipUnless(OperatingSystem.IsLinux(), "Fetched from Debian's or Ubuntu's packages.");
        var server = await BinaryStore.Open().GetRedisAsync(Token);
        var command = await RedisFiles.PrepareAsync(server, _folder["redis"], Password, Token);
        await ShellScript.WriteAsync(_folder["redis.sh"], ShellScript.Direct(server.LibraryFolders, command), Token);

        Assert.Equal(["-NOAUTH Authentication required.", "+OK", "+OK"], await TalkAsync("PING", Auth, "SET kept here"));
        Assert.Equal(["+OK", "$4", "here"], await TalkAsync(Auth, "GET kept", null));
    }

    // Redis' inline commands have the quoting of its configuration file.
    private static string Auth => $"AUTH \"{Password.Replace("\\", "\\\\", StringComparison.Ordinal).Replace("\"", "\\\"", StringComparison.Ordinal)}\"";

    /// <summary>One line of answer for each command; none sent for <see langword="null"/>, which reads one more.</summary>
    private async Task<List<string?>> TalkAsync(params string?[] commands)
    {
        var port = Loopback.FreePort();
        using var process = Process.Start(new ProcessStartInfo("/bin/sh", [_folder["redis.sh"], $"{port}"]))!;
        try
        {
            using var client = await Loopback.ConnectAsync(port, Token);
            using var reader = new StreamReader(client.GetStream());
            await using var writer = new StreamWriter(client.GetStream()) { NewLine = "\r\n", AutoFlush = true };
            var answers = new List<string?>();
            foreach (var command in commands)
            {
                if (command is not null)
                {
                    await writer.WriteLineAsync(command.AsMemory(), Token);
                }

                answers.Add(await reader.ReadLineAsync(Token).AsTask().WaitAsync(_limit, Token));
            }

            await new ToolProcess("kill", "-TERM", $"{process.Id}").RunCheckedAsync("kill", Token);
            await process.WaitForExitAsync(Token).WaitAsync(_limit, Token);
            Assert.Equal(0, process.ExitCode);
            return answers;
        }
        finally
        {
            if (!process.HasExited)
            {
                process.Kill(entireProcessTree: true);
            }
        }
    }
}
