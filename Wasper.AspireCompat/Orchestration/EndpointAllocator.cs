using System.Globalization;
using System.Net.Sockets;
using Aspire.Hosting.ApplicationModel;
using Aspire.Hosting.Dcp;
using Aspire.Hosting.Dcp.Objects;
using Aspire.Hosting.Dcp.Runs;

namespace Aspire.Hosting.Orchestration;

/// <summary>
/// Gives every endpoint its address before anything starts, so that resources can refer to each other in any order. DCP listens on the public port and
/// forwards, whoever serves it and whenever; without a proxy the resource listens on that port itself.
/// </summary>
internal sealed class EndpointAllocator(DcpOptions options, ContainerRuntime runtime)
{
    private readonly Dictionary<EndpointAnnotation, string> _services = [];

    /// <exception cref="DistributedApplicationException">An endpoint of the model cannot work, or DCP cannot listen on its port.</exception>
    public async Task AllocateAsync(DcpClient client, IEnumerable<IResource> resources, CancellationToken cancellationToken)
    {
        var proxied = new List<(IResource Owner, EndpointAnnotation Endpoint, DcpService Service)>();
        foreach (var resource in resources.Where(resource => resource.IsRunByEngine()))
        {
            foreach (var endpoint in resource.Annotations.OfType<EndpointAnnotation>())
            {
                Check(resource, endpoint);
                if (endpoint.IsProxied)
                {
                    proxied.Add((resource, endpoint, CreateService(resource, endpoint)));
                }
                else
                {
                    endpoint.Allocate(resource, KnownHostNames.Localhost, endpoint.Port!.Value, runtime.HostName);
                }
            }
        }

        var allocated = await client.AllocateAsync(proxied.Select(item => item.Service), cancellationToken);
        foreach (var ((owner, endpoint, _), service) in proxied.Zip(allocated))
        {
            var status = service.Status!;
            var targetPort = endpoint.TargetPort?.ToString(CultureInfo.InvariantCulture) ?? DcpTemplate.PortOf(service.Metadata.Name);
            endpoint.Allocate(owner, status.EffectiveAddress!, status.EffectivePort!.Value, runtime.HostName, targetPort);
        }
    }

    /// <summary>The value of the annotation by which DCP knows what a run serves; null where it serves nothing through a proxy.</summary>
    public string? ProducersOf(IResource resource)
    {
        var producers = resource.Annotations.OfType<EndpointAnnotation>()
            .Where(_services.ContainsKey)
            .Select(endpoint => new DcpServiceProducer(_services[endpoint], resource.IsContainer() ? null : endpoint.TargetHost, endpoint.TargetPort))
            .ToList();
        return producers.Count == 0 ? null : DcpJson.Producers(producers);
    }

    private static void Check(IResource resource, EndpointAnnotation endpoint)
    {
        var name = $"The endpoint '{endpoint.Name}' of '{resource.Name}'";
        if (!endpoint.IsProxied && endpoint.Port is null)
        {
            throw new DistributedApplicationException($"{name} has no proxy, so nothing can choose its port: give it one.");
        }

        if (resource.IsContainer() && endpoint.TargetPort is null)
        {
            throw new DistributedApplicationException($"{name} is one of a container, whose port cannot be chosen: give it a target port.");
        }

        if (!resource.IsContainer() && endpoint is { IsProxied: true, Port: not null } && endpoint.Port == endpoint.TargetPort)
        {
            throw new DistributedApplicationException(
                $"{name} has a proxy on port {endpoint.Port}, which the program cannot listen on too: leave its target port out, or give it no proxy.");
        }
    }

    private DcpService CreateService(IResource resource, EndpointAnnotation endpoint)
    {
        var name = $"{resource.Name}-{endpoint.Name}".ToLowerInvariant();
        for (var number = 2; _services.ContainsValue(name); number++)
        {
            // 'a-b' and 'c' make the same name as 'a' and 'b-c'.
            name = $"{resource.Name}-{endpoint.Name}-{number}".ToLowerInvariant();
        }

        _services[endpoint] = name;
        return new DcpService
        {
            Metadata = new DcpMetadata { Name = name },
            Spec = new DcpServiceSpec
            {
                Port = options.RandomizePorts ? null : endpoint.Port,
                Protocol = endpoint.Protocol == ProtocolType.Udp ? "UDP" : "TCP",
            },
        };
    }
}
