using Aspire.Hosting.ApplicationModel;
using Aspire.Hosting.Eventing;
using Microsoft.Extensions.Logging;

namespace Aspire.Hosting.Orchestration;

/// <summary>What every <see cref="ResourceRunner"/> works with.</summary>
internal sealed record RunServices(
    EngineSource Engine,
    RunPlanner Planner,
    ContainerRuntime Runtime,
    ResourceNotificationService Notifications,
    ResourceLoggerService Logs,
    IDistributedApplicationEventing Eventing,
    IServiceProvider Provider,
    ILogger<ResourceRunner> Logger);
