using Npgsql;
using Wasper.BackupService.Configuration;

namespace Wasper.BackupService.Postgres;

/// <summary>Turns what the database, or a tool that talks to it, complains of into one sentence with its remedy.</summary>
internal static class DatabaseErrors
{
    private const string Key = $"ConnectionStrings:{BackupOptions.ConnectionName}";

    public static BackupException Explain(NpgsqlException exception, BackupOptions options)
    {
        var to = options.Connection!;
        var place = $"PostgreSQL at '{to.Host}:{to.Port}'";
        return exception is not PostgresException refusal
            ? Unavailable($"{place} cannot be reached ({Innermost(exception)}): start it, or correct {Key}.")
            : refusal.SqlState switch
            {
                PostgresErrorCodes.InvalidPassword => Unavailable($"{place} refuses the password of '{to.Username}': put the right one into {Key}."),
                PostgresErrorCodes.InvalidAuthorizationSpecification => Unavailable(
                    $"{place} does not let '{to.Username}' in ({refusal.MessageText}): correct Username in {Key}, or the server's pg_hba.conf."),
                PostgresErrorCodes.InvalidCatalogName => Unavailable($"{place} has no database '{to.Database}': correct Database in {Key}, or create it."),
                PostgresErrorCodes.CannotConnectNow => Unavailable($"{place} is starting or stopping ({refusal.MessageText}): try again in a moment."),
                PostgresErrorCodes.TooManyConnections => Unavailable($"{place} has no connection left: close some, or raise its max_connections."),
                PostgresErrorCodes.AdminShutdown or PostgresErrorCodes.CrashShutdown => Unavailable(
                    $"{place} ended the connection ({refusal.MessageText}): see that it runs, then start the backup again."),
                PostgresErrorCodes.LockNotAvailable => Failed(Locked(options)),
                PostgresErrorCodes.InsufficientPrivilege => Failed(NoRight(options, refusal.MessageText)),
                PostgresErrorCodes.UndefinedTable => Failed($"A table was dropped just as the backup began ({refusal.MessageText}): start the backup again."),
                _ => Failed(
                    $"{place} refused what the backup asked of it ({refusal.SqlState}: {refusal.MessageText}): mend that, then start the backup again."),
            };

        BackupException Unavailable(string message) => new(BackupFailure.DatabaseUnavailable, message, exception);
        BackupException Failed(string message) => new(BackupFailure.DumpFailed, message, exception);
    }

    /// <summary>Explains pg_dump's end. What can be known before it starts has been checked by then; its limit for locks is a statement timeout.</summary>
    public static BackupException Explain(ToolEnd end, BackupOptions options)
    {
        var complaint = end.Complaint ?? "";
        return Says("statement timeout") ? Failed(Locked(options))
            : Says("permission denied") ? Failed(NoRight(options, complaint))
            : Says("closed the connection") || Says("terminating connection") || Says("connection to server")
                ? new(
                    BackupFailure.DatabaseUnavailable,
                    $"PostgreSQL went away while pg_dump read from it ({complaint}): see that it runs, then start the backup again.")
            : Failed($"pg_dump {end.Text}: nothing was kept; mend that if it is not a passing fault, then start the backup again.");

        bool Says(string words) => complaint.Contains(words, StringComparison.Ordinal);
        static BackupException Failed(string message) => new(BackupFailure.DumpFailed, message);
    }

    private static string Locked(BackupOptions options) =>
        $"A table stayed locked by another session for longer than Backup:LockTimeoutSeconds '{options.LockTimeout.TotalSeconds:0}': "
        + "end that session (pg_stat_activity shows it), or raise the limit.";

    private static string NoRight(BackupOptions options, string complaint) =>
        $"The user '{options.Connection!.Username}' may not read everything ({complaint}): use the owner of the database, or grant it pg_read_all_data.";

    private static string Innermost(Exception exception) => exception.GetBaseException().Message.TrimEnd('.');
}
