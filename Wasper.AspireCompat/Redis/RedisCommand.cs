using System.Globalization;
using Aspire.Hosting.ApplicationModel;

namespace Aspire.Hosting;

/// <summary>
/// The command that starts Redis: one argument for a shell, because only a shell can take the password out of a variable. It hands the password to Redis as
/// a configuration on standard input; among the arguments every user of the machine could read it. <c>exec</c> lets the signals of the container runtime
/// reach Redis, so that it saves before it ends. The last line is Redis's own command, to which further options can be appended.
/// </summary>
internal static class RedisCommand
{
    public const string Shell = "/bin/sh";
    public const string ShellOption = "-c";
    public const string PasswordVariable = "REDIS_PASSWORD";

    public static string Create(RedisResource resource)
    {
        var command = $"""
            exec 0<<END
            requirepass "${PasswordVariable}"
            END
            exec redis-server -
            """.ReplaceLineEndings("\n");
        return resource.TryGetLastAnnotation<RedisPersistenceAnnotation>(out var persistence)
            ? string.Create(CultureInfo.InvariantCulture, $"{command} --save {persistence.Interval.TotalSeconds:0} {persistence.KeysChangedThreshold}")
            : command;
    }
}
