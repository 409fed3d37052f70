using Wasper.BinaryCache;

namespace Wasper.AppHost.Embedded;

/// <summary>The embedded Redis' folder: its append-only file, and the configuration that holds its password.</summary>
internal static class RedisFiles
{
    /// <summary>Writes the configuration and gives the words of the command that serves it on the port that the shell has in <c>$1</c>.</summary>
    public static async Task<IEnumerable<string>> PrepareAsync(RedisServer server, string folder, string password, CancellationToken cancellationToken)
    {
        Directory.CreateDirectory(folder);
        var configuration = Path.Combine(folder, "redis.conf");
        await PrivateFile.WriteAsync(configuration, $"""
            # Written by the AppHost at each start.
            bind 127.0.0.1 -::1
            protected-mode yes
            requirepass {Quote(password)}
            dir {Quote(folder)}
            appendonly yes
            appendfsync everysec

            """, cancellationToken);
        return [ShellScript.Quote(server.Path), ShellScript.Quote(configuration), "--port", "\"$1\""];
    }

    // redis.conf's own quoting.
    private static string Quote(string text)
        => $"\"{text.Replace("\\", "\\\\", StringComparison.Ordinal).Replace("\"", "\\\"", StringComparison.Ordinal)}\"";
}
