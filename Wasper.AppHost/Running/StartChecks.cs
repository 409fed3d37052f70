using System.Text.RegularExpressions;
using Microsoft.Extensions.Configuration;
using Wasper.AppHost.Embedded;
using Wasper.AppHost.Settings;
using Wasper.BinaryCache;

namespace Wasper.AppHost.Running;

/// <summary>What is looked at, and made, before the first resource starts: what fails here has changed nothing.</summary>
internal static partial class StartChecks
{
    /// <summary>Registers the checks: ports, secrets and, in embedded mode, everything that has to be fetched.</summary>
    /// <param name="builder">The application.</param>
    /// <param name="settings">The stack's settings.</param>
    /// <param name="secrets">The parameters that must not change over existing data.</param>
    public static void CheckBeforeStart(this IDistributedApplicationBuilder builder, StackSettings settings, IReadOnlyList<IResourceBuilder<ParameterResource>> secrets)
    {
        if (!builder.ExecutionContext.IsRunMode)
        {
            return;
        }

        builder.Eventing.Subscribe<BeforeStartEvent>(async (started, cancellationToken) =>
        {
            PortCheck.Run(started.Model, builder.Configuration);
            if (!settings.IsEmbedded)
            {
                await RequireEngineAsync(builder.Configuration, cancellationToken);
            }

            var values = await ReadAsync(secrets, cancellationToken);
            await SecretsGuard.CheckAsync(settings.DataPath, values, cancellationToken);
            if (settings.IsEmbedded)
            {
                var preparation = new EmbeddedPreparation(BinaryStore.Open(new ConsoleFetchProgress()), settings.DataPath, EmbeddedExtensions.SandboxFolder(builder));
                await preparation.RunAsync(values["postgres-password"], values["redis-password"], Console.WriteLine, cancellationToken);
            }
        });
    }

    private static async Task RequireEngineAsync(IConfiguration configuration, CancellationToken cancellationToken)
    {
        var probe = await ContainerEngineProbe.RunAsync(configuration, cancellationToken);
        if (probe.Engine is null)
        {
            throw new PreparationException($"Wasper:Runtime is 'containers', but {probe.Reason}: start Docker or Podman, or set Wasper:Runtime to 'embedded'.");
        }
    }

    private static async Task<Dictionary<string, string>> ReadAsync(IEnumerable<IResourceBuilder<ParameterResource>> secrets, CancellationToken cancellationToken)
    {
        var values = new Dictionary<string, string>();
        foreach (var secret in secrets)
        {
            var name = secret.Resource.Name;
            var value = await secret.Resource.GetValueAsync(cancellationToken) ?? "";
            values[name] = value switch
            {
                "" => throw new PreparationException($"Parameters:{name} is empty: give it a value, or remove it from the configuration to have one made."),
                _ when name == "encryption-key" && !EncryptionKey().IsMatch(value) => throw new PreparationException(
                    $"Parameters:{name} has {value.Length} characters: it must be exactly 32 hexadecimal ones, as 'openssl rand -hex 16' prints them."),
                _ => value,
            };
        }

        return values;
    }

    [GeneratedRegex("^[0-9a-fA-F]{32}$")]
    private static partial Regex EncryptionKey();
}
