using System.Diagnostics;
using System.Globalization;
using Npgsql;

namespace Wasper.BackupService.Postgres;

/// <summary>
/// A program of PostgreSQL's with its arguments and its whole environment. The connection goes through the environment, which only this
/// account can look into; arguments are seen by everyone on the machine.
/// </summary>
/// <param name="Program">Its path.</param>
/// <param name="Arguments">Its arguments, each as it is.</param>
/// <param name="Connection">The database; <see langword="null"/> for none.</param>
internal sealed record ToolCall(string Program, IReadOnlyList<string> Arguments, NpgsqlConnectionStringBuilder? Connection)
{
    // All that passes from us to the child: PG* variables would redirect it, and our own configuration holds secrets.
    private static readonly string[] _inherited = ["PATH", "HOME", "TMPDIR", "TEMP", "SystemRoot", "APPDATA", "LD_LIBRARY_PATH", "DYLD_LIBRARY_PATH"];

    public ProcessStartInfo ToStartInfo()
    {
        var start = new ProcessStartInfo(Program, Arguments)
        {
            RedirectStandardInput = true,
            RedirectStandardOutput = true,
            RedirectStandardError = true,
        };
        start.Environment.Clear();
        foreach (var name in _inherited)
        {
            Set(name, Environment.GetEnvironmentVariable(name));
        }

        // Its complaints are read by ErrorText, in English.
        Set("LC_ALL", "C");
        if (Connection is { } connection)
        {
            SetConnection(connection);
        }

        return start;

        void SetConnection(NpgsqlConnectionStringBuilder to)
        {
            Set("PGHOST", to.Host);
            Set("PGPORT", to.Port.ToString(CultureInfo.InvariantCulture));
            Set("PGUSER", to.Username);
            Set("PGPASSWORD", to.Password);
            Set("PGPASSFILE", to.Passfile);
            Set("PGDATABASE", to.Database);
            Set("PGAPPNAME", to.ApplicationName);
            Set("PGCONNECT_TIMEOUT", to.Timeout.ToString(CultureInfo.InvariantCulture));
            Set("PGSSLMODE", SslModeOf(to.SslMode));
            Set("PGSSLROOTCERT", to.RootCertificate);
            Set("PGSSLCERT", to.SslCertificate);
            Set("PGSSLKEY", to.SslKey);
        }

        void Set(string name, string? value)
        {
            if (!string.IsNullOrEmpty(value))
            {
                start.Environment[name] = value;
            }
        }
    }

    private static string SslModeOf(SslMode mode) => mode switch
    {
        SslMode.VerifyCA => "verify-ca",
        SslMode.VerifyFull => "verify-full",
        _ => mode.ToString().ToLowerInvariant(),
    };
}
