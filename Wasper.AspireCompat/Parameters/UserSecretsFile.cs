using System.Reflection;
using System.Text;
using System.Text.Json;
using System.Text.Json.Nodes;
using Microsoft.Extensions.Configuration;
using Microsoft.Extensions.Configuration.UserSecrets;

namespace Aspire.Hosting;

/// <summary>
/// The user secrets of the AppHost: values that were made once and have to outlive it, such as the password of a database whose data is kept. The file is the
/// one that <c>dotnet user-secrets</c> edits; it belongs to the user alone.
/// </summary>
internal sealed class UserSecretsFile(string path)
{
    // Another AppHost holds the lock for milliseconds; whoever holds it longer hangs.
    private static readonly TimeSpan _lockLimit = TimeSpan.FromSeconds(10);
    private static readonly TimeSpan _lockPause = TimeSpan.FromMilliseconds(20);
    private static readonly JsonSerializerOptions _format = new() { WriteIndented = true };

    /// <summary>The file of the assembly's project, or null if the project has no <c>UserSecretsId</c>.</summary>
    /// <exception cref="DistributedApplicationException">The user has no folder for it.</exception>
    public static UserSecretsFile? Find(Assembly? assembly)
    {
        if (assembly?.GetCustomAttribute<UserSecretsIdAttribute>()?.UserSecretsId is not { } id)
        {
            return null;
        }

        try
        {
            return new UserSecretsFile(PathHelper.GetSecretsPathFromSecretsId(id));
        }
        catch (InvalidOperationException exception)
        {
            throw new DistributedApplicationException(
                "There is no folder to keep secrets in, as neither HOME nor APPDATA is set; set one of them, or DOTNET_USER_SECRETS_FALLBACK_DIR to a folder of your own.",
                exception);
        }
    }

    /// <summary>The value that is kept under the key, or a new one, which is kept from now on: whatever happens afterwards, it is the same the next time.</summary>
    /// <exception cref="DistributedApplicationException">The file cannot be read or written.</exception>
    public string GetOrAdd(string key, Func<string> create)
    {
        try
        {
            Directory.CreateDirectory(Path.GetDirectoryName(path)!);
            using var heldLock = AcquireLock();
            if (Read(key) is { Length: > 0 } kept)
            {
                return kept;
            }

            var value = create();
            Write(key, value);
            return value;
        }
        catch (Exception exception) when (exception is IOException or UnauthorizedAccessException or JsonException or FormatException or InvalidDataException)
        {
            throw new DistributedApplicationException(
                $"The value of '{key}' cannot be kept in the user secrets file '{path}' ({exception.GetBaseException().Message}); mend the file or its permissions, or set '{key}' in the configuration.",
                exception);
        }
    }

    private string? Read(string key)
    {
        // By the configuration itself, so that every spelling counts that counts there: nested objects, comments, letter case.
        var configuration = new ConfigurationBuilder().AddJsonFile(path, optional: true, reloadOnChange: false).Build();
        using (configuration as IDisposable)
        {
            return configuration[key];
        }
    }

    private void Write(string key, string value)
    {
        var options = new JsonDocumentOptions { CommentHandling = JsonCommentHandling.Skip, AllowTrailingCommas = true };
        var secrets = File.Exists(path) && JsonNode.Parse(File.ReadAllText(path), documentOptions: options) is JsonObject existing ? existing : [];
        secrets[key] = value;

        // Whole or not at all: a file of half a line would lose every password in it.
        var temporary = $"{path}.{Guid.NewGuid():N}.tmp";
        try
        {
            using (var stream = new FileStream(temporary, PrivateFile(FileMode.CreateNew)))
            {
                stream.Write(Encoding.UTF8.GetBytes(secrets.ToJsonString(_format)));
                stream.Flush(flushToDisk: true);
            }

            File.Move(temporary, path, overwrite: true);
        }
        catch
        {
            File.Delete(temporary);
            throw;
        }
    }

    /// <summary>Two AppHosts that start at once must not both make a value: one of them would use a password that nobody keeps.</summary>
    private FileStream AcquireLock()
    {
        var started = TimeProvider.System.GetTimestamp();
        while (true)
        {
            try
            {
                return new FileStream($"{path}.lock", PrivateFile(FileMode.OpenOrCreate));
            }
            catch (IOException) when (TimeProvider.System.GetElapsedTime(started) < _lockLimit)
            {
                Thread.Sleep(_lockPause);
            }
        }
    }

    private static FileStreamOptions PrivateFile(FileMode mode)
    {
        var options = new FileStreamOptions { Mode = mode, Access = FileAccess.ReadWrite, Share = FileShare.None };
        if (!OperatingSystem.IsWindows())
        {
            options.UnixCreateMode = UnixFileMode.UserRead | UnixFileMode.UserWrite;
        }

        return options;
    }
}
