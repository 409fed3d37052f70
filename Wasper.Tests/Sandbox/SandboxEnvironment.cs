using Npgsql;

namespace Wasper.Tests.Sandbox;

/// <summary>The variables of a stand-in app; <see langword="null"/> leaves one out.</summary>
/// <param name="connectionString">Where its database is.</param>
public sealed class SandboxEnvironment(string connectionString) : Dictionary<string, string?>
{
    public const string EncryptionKey = "000102030405060708090a0b0c0d0e0f";

    public string ConnectionString { get; } = connectionString;

    /// <summary>The same, but for one variable.</summary>
    public SandboxEnvironment With(string name, string? value)
    {
        var other = new SandboxEnvironment(ConnectionString);
        foreach (var (key, old) in this)
        {
            other[key] = old;
        }

        other[name] = value;
        return other;
    }

    /// <summary>The first column of the rows that a query gives.</summary>
    public async Task<List<T>> QueryAsync<T>(string sql, CancellationToken cancellationToken, params object[] parameters)
    {
        await using var connection = new NpgsqlConnection(ConnectionString);
        await connection.OpenAsync(cancellationToken);
        await using var command = new NpgsqlCommand(sql, connection);
        foreach (var parameter in parameters)
        {
            command.Parameters.Add(new NpgsqlParameter { Value = parameter });
        }

        await using var reader = await command.ExecuteReaderAsync(cancellationToken);
        var rows = new List<T>();
        while (await reader.ReadAsync(cancellationToken))
        {
            rows.Add(await reader.GetFieldValueAsync<T>(0, cancellationToken));
        }

        return rows;
    }
}
