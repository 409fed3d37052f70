using System.Net.Sockets;
using System.Security.Cryptography;
using System.Text.Json;
using Aspire.Hosting.ApplicationModel;
using Aspire.Hosting.Dcp.Objects;

namespace Aspire.Hosting.Orchestration;

/// <summary>Makes a container of a resource and its annotations.</summary>
internal sealed class ContainerPlanner(RunConfigurationReader reader, ContainerRuntime runtime)
{
    /// <exception cref="DistributedApplicationException">An argument for the container runtime has no value.</exception>
    public async Task<ContainerPlan> PlanAsync(IResource resource, RunConfiguration configuration, string? producers, CancellationToken cancellationToken)
    {
        resource.TryGetContainerImageName(out var image);
        var isPersistent = IsPersistent(resource);
        var spec = new DcpContainerSpec
        {
            ContainerName = NameOf(resource, isPersistent),
            Image = image!,
            Command = (resource as ContainerResource)?.Entrypoint,
            Args = [.. configuration.Arguments],
            Env = [.. configuration.Environment],
            VolumeMounts = [.. resource.Annotations.OfType<ContainerMountAnnotation>()
                .Select(mount => new DcpVolumeMount(MountTypeOf(mount), mount.Source, mount.Target, mount.IsReadOnly))],
            Ports = [.. resource.Annotations.OfType<EndpointAnnotation>().Select(PortOf)],
            RunArgs = await reader.ReadRuntimeArgumentsAsync(resource, cancellationToken),
            PullPolicy = PullPolicyOf(resource),
            Networks = [new DcpNetworkConnection(ContainerRuntime.NetworkName, AliasesOf(resource))],
            Persistent = isPersistent ? true : null,
        };
        return new ContainerPlan(
            new DcpContainer
            {
                Metadata = new DcpMetadata { Name = RunPlanner.NameOf(resource), Annotations = RunPlanner.Annotate(producers) },
                Spec = isPersistent ? spec with { LifecycleKey = KeyOf(spec) } : spec,
            },
            configuration);
    }

    public static bool IsPersistent(IResource resource) =>
        resource.TryGetLastAnnotation<ContainerLifetimeAnnotation>(out var lifetime) && lifetime.Lifetime == ContainerLifetime.Persistent;

    public static string MountTypeOf(ContainerMountAnnotation mount) => mount.Type == ContainerMountType.BindMount ? "bind" : "volume";

    /// <summary>A persistent container has to have the same name at every start; of another AppHost's it must differ.</summary>
    private string NameOf(IResource resource, bool isPersistent) => resource.TryGetLastAnnotation<ContainerNameAnnotation>(out var chosen)
        ? chosen.Name
        : isPersistent ? $"{resource.Name}-{runtime.AppHostHash}" : ResourceId.Of(resource);

    /// <summary>Behind a proxy any port of this machine will do, on loopback; without one, others come to the endpoint's own.</summary>
    private static DcpContainerPort PortOf(EndpointAnnotation endpoint) => new(
        endpoint.TargetPort!.Value,
        endpoint.IsProxied ? null : endpoint.Port,
        Protocol: endpoint.Protocol == ProtocolType.Udp ? "UDP" : "TCP");

    private static List<string> AliasesOf(IResource resource) =>
        [.. resource.Annotations.OfType<ContainerNetworkAliasAnnotation>().Select(alias => alias.Alias).Prepend(resource.Name).Distinct(StringComparer.OrdinalIgnoreCase)];

    private static string? PullPolicyOf(IResource resource) => resource.Annotations.OfType<ContainerImagePullPolicyAnnotation>().LastOrDefault()?.ImagePullPolicy switch
    {
        ImagePullPolicy.Always => "always",
        ImagePullPolicy.Missing => "missing",
        ImagePullPolicy.Never => "never",
        _ => null,
    };

    /// <summary>
    /// Changes with everything that makes the container another one. DCP's own key would change at every start: the address for telemetry does, with the
    /// dashboard's port and key.
    /// </summary>
    private static string KeyOf(DcpContainerSpec spec)
    {
        var lasting = spec with { Env = [.. spec.Env!.Where(variable => !variable.Name.StartsWith("OTEL_", StringComparison.Ordinal))] };
        return Convert.ToHexStringLower(SHA256.HashData(JsonSerializer.SerializeToUtf8Bytes(lasting, DcpJson.Of<DcpContainerSpec>())));
    }
}
