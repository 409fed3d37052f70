using Microsoft.Extensions.Configuration;

namespace Wasper.AppHost.Settings;

/// <summary>What can be chosen about the stack: the section <c>Wasper</c> and the images among the <c>Parameters</c>, after validation.</summary>
internal sealed record StackSettings
{
    public const string Section = "Wasper";

    public required StackRuntime Runtime { get; init; }

    /// <summary>The folder of all data that is not in a container's volume: absolute.</summary>
    public required string DataPath { get; init; }

    /// <summary>Where the gateway answers with <c>/health</c> and redirects.</summary>
    public required int HttpPort { get; init; }

    /// <summary>Where the gateway serves the app.</summary>
    public required int HttpsPort { get; init; }

    /// <summary>Whether PostgreSQL and Redis stay when the AppHost ends, and are found again at the next start.</summary>
    public required ContainerLifetime DataLifetime { get; init; }

    /// <summary>What the names of the containers' volumes begin with, so that two stacks on one engine keep apart.</summary>
    public required string VolumePrefix { get; init; }

    public required ImageReference PostgresImage { get; init; }

    public required ImageReference RedisImage { get; init; }

    public required ImageReference ActivepiecesImage { get; init; }

    public bool IsEmbedded => Runtime == StackRuntime.Embedded;

    public string CertificateDirectory => Path.Combine(DataPath, "certs");

    public string BackupDirectory => Path.Combine(DataPath, "backups");

    /// <summary>Reads the settings and says which runtime it is; or says on standard error, a sentence each, what is wrong with them, and gives null.</summary>
    public static async Task<StackSettings?> ReadAsync(IDistributedApplicationBuilder builder)
    {
        var reader = new SettingsReader(builder.Configuration);
        var requested = reader.Choice($"{Section}:Runtime", "auto", "containers", "embedded");
        var settings = new StackSettings
        {
            Runtime = StackRuntime.Containers,
            DataPath = Path.GetFullPath(builder.Configuration[$"{Section}:DataPath"] ?? Path.Combine("..", ".wasper"), builder.AppHostDirectory),
            HttpPort = reader.Port($"{Section}:HttpPort", 8080),
            HttpsPort = reader.Port($"{Section}:HttpsPort", 8443),
            DataLifetime = reader.Choice($"{Section}:DataLifetime", "session", "persistent") == "persistent" ? ContainerLifetime.Persistent : ContainerLifetime.Session,
            VolumePrefix = reader.Name($"{Section}:VolumePrefix", "wasper"),
            PostgresImage = reader.Image("Parameters:postgres-image", "postgres:14.13"),
            RedisImage = reader.Image("Parameters:redis-image", "redis:7.4.1"),
            ActivepiecesImage = reader.Image("Parameters:activepieces-image", "activepieces/activepieces:0.71.2"),
        };
        if (settings.HttpPort == settings.HttpsPort)
        {
            reader.Errors.Add($"Wasper:HttpPort and Wasper:HttpsPort are both {settings.HttpPort}: give them different ports.");
        }

        foreach (var sentence in reader.Errors)
        {
            await Console.Error.WriteLineAsync(sentence);
        }

        if (reader.Errors.Count > 0)
        {
            return null;
        }

        // What is published are the images, whatever this machine can run.
        return builder.ExecutionContext.IsRunMode
            ? settings with { Runtime = await RuntimeChoice.MakeAsync(requested, builder.Configuration) }
            : settings;
    }
}
