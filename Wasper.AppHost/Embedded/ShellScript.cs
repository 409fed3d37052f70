namespace Wasper.AppHost.Embedded;

/// <summary>
/// The small script that starts an embedded server. The model names the script, which is known from the start; the script names the
/// binaries, which are known once they are fetched. Its first argument is the port.
/// </summary>
internal static class ShellScript
{
    // Others may read it: it holds no secret.
    private const UnixFileMode Mode = UnixFileMode.UserRead | UnixFileMode.UserWrite | UnixFileMode.UserExecute
        | UnixFileMode.GroupRead | UnixFileMode.GroupExecute | UnixFileMode.OtherRead | UnixFileMode.OtherExecute;

    /// <summary>Replaced by it: gets the engine's SIGTERM itself.</summary>
    public static string Direct(IReadOnlyList<string> libraryFolders, IEnumerable<string> command) => $"""
        #!/bin/sh
        # Written by the AppHost at each start. The argument is the port.
        {Libraries(libraryFolders)}exec {string.Join(' ', command)}

        """;

    /// <summary>
    /// Ended by SIGINT. The engine ends programs with SIGTERM, upon which PostgreSQL waits until its last client has gone; upon SIGINT it
    /// sends them away and ends cleanly, in well under a second.
    /// </summary>
    public static string EndedByInterrupt(IEnumerable<string> command) => $$"""
        #!/bin/sh
        # Written by the AppHost at each start. The argument is the port.
        # SIGTERM would make PostgreSQL wait for its clients: SIGINT is its fast and clean shutdown.
        {{string.Join(' ', command)}} &
        server=$!
        trap 'kill -INT "$server"' TERM INT HUP
        wait "$server"
        status=$?
        # A signal ends the first wait early.
        while kill -0 "$server" 2>/dev/null; do
            wait "$server"
            status=$?
        done
        exit "$status"

        """;

    /// <summary>One word for the shell, whatever is in it.</summary>
    public static string Quote(string text) => $"'{text.Replace("'", "'\\''", StringComparison.Ordinal)}'";

    public static async Task WriteAsync(string path, string script, CancellationToken cancellationToken)
    {
        await File.WriteAllTextAsync(path, script, cancellationToken);
        if (!OperatingSystem.IsWindows())
        {
            File.SetUnixFileMode(path, Mode);
        }
    }

    private static string Libraries(IReadOnlyList<string> folders)
        => folders.Count == 0 ? "" : $"LD_LIBRARY_PATH={Quote(string.Join(':', folders))}\nexport LD_LIBRARY_PATH\n";
}
