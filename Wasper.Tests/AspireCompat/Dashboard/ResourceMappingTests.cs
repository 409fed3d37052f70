using Aspire.Hosting.ApplicationModel;
using Aspire.Hosting.Dashboard;
using Google.Protobuf;
using Google.Protobuf.WellKnownTypes;
using Health = Microsoft.Extensions.Diagnostics.HealthChecks.HealthStatus;
using Protocol = Aspire.Hosting.Dashboard.Protocol;

namespace Wasper.Tests.AspireCompat.Dashboard;

public sealed class ResourceMappingTests
{
    private static readonly DateTime _created = new(2026, 1, 2, 3, 4, 5, DateTimeKind.Utc);

    private static readonly CustomResourceSnapshot _full = new CustomResourceSnapshot
    {
        ResourceType = "Container",
        State = new ResourceStateSnapshot("Running", "success"),
        CreationTimeStamp = _created,
        StartTimeStamp = DateTime.SpecifyKind(_created.AddSeconds(1), DateTimeKind.Unspecified),
        StopTimeStamp = _created.AddSeconds(2).ToLocalTime(),
        ExitCode = 137,
        IconName = "Database",
        IconVariant = IconVariant.Filled,
        IsHidden = true,
        Properties =
        [
            new ResourcePropertySnapshot("container.image", "redis:7"),
            new ResourcePropertySnapshot("container.ports", new[] { 6379, 80 }) { DisplayName = "Ports", IsHighlighted = true },
            new ResourcePropertySnapshot("resource.connectionString", "secret") { IsSensitive = true },
            new ResourcePropertySnapshot("executable.pid", 12345),
            new ResourcePropertySnapshot("nothing", null),
        ],
        EnvironmentVariables = [new EnvironmentVariableSnapshot("A", "1", IsFromSpec: true), new EnvironmentVariableSnapshot("B", null, IsFromSpec: false)],
        Urls =
        [
            new UrlSnapshot("http", "http://localhost:8080", IsInternal: false) { DisplayProperties = new UrlDisplayPropertiesSnapshot("Front page", 7) },
            new UrlSnapshot(null, "tcp://localhost:1", IsInternal: true) { IsInactive = true },
        ],
        Volumes = [new VolumeSnapshot("data", "/data", "volume", IsReadOnly: false), new VolumeSnapshot(null, "/tmp", "bind", IsReadOnly: true)],
        Relationships = [new RelationshipSnapshot("postgres", "Parent")],
        Commands =
        [
            new ResourceCommandSnapshot(
                "backup", ResourceCommandState.Disabled, "Back up now", "Writes a dump", null, "Sure?", "Save", IconVariant.Regular, IsHighlighted: true),
            new ResourceCommandSnapshot("stop", ResourceCommandState.Hidden, "Stop", null, null, null, null, null, IsHighlighted: false),
        ],
    }.WithHealthReports(
    [
        new HealthReportSnapshot("first", Health.Degraded, "slow", "at …") { LastRunAt = _created },
        new HealthReportSnapshot("second", Status: null, Description: null, ExceptionText: null),
    ]);

    [Fact]
    public void ToProtocol_FullSnapshot_SaysItAll()
    {
        var resource = Map(_full);

        Assert.Equal(("cache-x1", "cache-x1", "cache", "Container"), (resource.Name, resource.Uid, resource.DisplayName, resource.ResourceType));
        Assert.Equal(("Running", "success", true), (resource.State, resource.StateStyle, resource.IsHidden));
        Assert.Equal(("Database", Protocol.IconVariant.Filled), (resource.IconName, resource.IconVariant));
        Assert.Equal(_created, resource.CreatedAt.ToDateTime());
        Assert.Equal(_created.AddSeconds(1), resource.StartedAt.ToDateTime());
        Assert.Equal(_created.AddSeconds(2), resource.StoppedAt.ToDateTime());
        Assert.Equal(
            ["A=1 True True", "B= False False"],
            resource.Environment.Select(variable => $"{variable.Name}={variable.Value} {variable.HasValue} {variable.IsFromSpec}"));
        Assert.Equal(
            ["data /data volume False", " /tmp bind True"],
            resource.Volumes.Select(volume => $"{volume.Source} {volume.Target} {volume.MountType} {volume.IsReadOnly}"));
        Assert.Equal(["postgres Parent"], resource.Relationships.Select(relation => $"{relation.ResourceName} {relation.Type}"));
    }

    [Fact]
    public void ToProtocol_Urls_NamesOrderAndVisibility()
    {
        var urls = Map(_full).Urls;

        Assert.Equal(("http", "http://localhost:8080"), (urls[0].EndpointName, urls[0].FullUrl));
        Assert.Equal(("Front page", 7), (urls[0].DisplayProperties.DisplayName, urls[0].DisplayProperties.SortOrder));
        Assert.False(urls[0].IsInternal || urls[0].IsInactive);
        Assert.True(urls[1] is { IsInternal: true, IsInactive: true, HasEndpointName: false });
    }

    [Fact]
    public void ToProtocol_HealthReports_StatusOnlyOnceThereIsOne()
    {
        var reports = Map(_full).HealthReports;

        Assert.Equal(("first", Protocol.HealthStatus.Degraded), (reports[0].Key, reports[0].Status));
        Assert.Equal(("slow", "at …", _created), (reports[0].Description, reports[0].Exception, reports[0].LastRunAt.ToDateTime()));
        Assert.False(reports[1].HasStatus);
        Assert.Null(reports[1].LastRunAt);
    }

    [Fact]
    public void ToProtocol_Commands_TextsAndStates()
    {
        var commands = Map(_full).Commands;

        Assert.Equal(("backup", Protocol.ResourceCommandState.Disabled, true), (commands[0].Name, commands[0].State, commands[0].IsHighlighted));
        Assert.Equal(("Back up now", "Writes a dump"), (commands[0].DisplayName, commands[0].DisplayDescription));
        Assert.Equal(("Sure?", "Save"), (commands[0].ConfirmationMessage, commands[0].IconName));
        Assert.True(commands[1] is { HasConfirmationMessage: false, HasIconName: false, HasIconVariant: false, State: Protocol.ResourceCommandState.Hidden });
    }

    [Fact]
    public void ToProtocol_Properties_OwnOnesAndThoseOfTheState()
    {
        var properties = Map(_full).Properties.ToDictionary(property => property.Name);

        Assert.Equal("redis:7", properties["container.image"].Value.StringValue);
        Assert.Equal([6379, 80], properties["container.ports"].Value.ListValue.Values.Select(value => value.NumberValue));
        Assert.True(properties["container.ports"] is { DisplayName: "Ports", IsHighlighted: true, IsSensitive: false });
        Assert.True(properties["resource.connectionString"].IsSensitive);
        Assert.Equal(12345, properties["executable.pid"].Value.NumberValue);
        Assert.Equal(Value.KindOneofCase.NullValue, properties["nothing"].Value.KindCase);
        Assert.Equal("137", properties["resource.exitCode"].Value.StringValue);
        Assert.Equal("2026-01-02T03:04:06.0000000Z", properties["resource.startTime"].Value.StringValue);
        Assert.Equal("Unhealthy", properties["resource.healthState"].Value.StringValue);
    }

    [Fact]
    public void ToProtocol_EmptySnapshot_NothingInvented()
    {
        var resource = Map(new CustomResourceSnapshot { ResourceType = "Parameter", Properties = [] });

        Assert.Equal(["resource.uid", "resource.name", "resource.type", "resource.displayName"], resource.Properties.Select(property => property.Name));
        Assert.False(resource.HasState || resource.HasStateStyle || resource.HasIconName || resource.HasIconVariant);
        Assert.Null(resource.StartedAt);
    }

    [Fact]
    public void ToProtocol_NoCreationTime_HasOneThatStaysTheSame()
    {
        var snapshot = new CustomResourceSnapshot { ResourceType = "Parameter", Properties = [] };

        Assert.NotNull(Map(snapshot).CreatedAt);
        Assert.Equal(Map(snapshot).CreatedAt, Map(snapshot).CreatedAt);
    }

    [Fact]
    public void ToProtocol_SecretAmongTheArguments_MarksThemAll()
    {
        List<string> values = ["--requirepass", "secret"];
        var arguments = new ResourcePropertySnapshot(KnownProperties.Resource.AppArgs, values);

        var masked = Map(new CustomResourceSnapshot { ResourceType = "Container", Properties = [arguments with { IsSensitive = true }] });
        var open = Map(new CustomResourceSnapshot { ResourceType = "Container", Properties = [arguments] });

        var marks = masked.Properties.Single(property => property.Name == KnownProperties.Resource.AppArgsSensitivity);
        Assert.Equal([1, 1], marks.Value.ListValue.Values.Select(value => value.NumberValue));
        Assert.DoesNotContain(open.Properties, property => property.Name == KnownProperties.Resource.AppArgsSensitivity);
    }

    [Fact]
    public void ToProtocol_ChildOfAnother_NamesTheParentByItsId()
    {
        var parent = new ContainerResource("postgres");
        var child = new ContainerResource("wasperdb");
        child.Annotations.Add(new ResourceRelationshipAnnotation(parent, KnownRelationshipTypes.Parent));

        var resource = new ResourceEvent(child, "wasperdb", new CustomResourceSnapshot { ResourceType = "Database", Properties = [] }).ToProtocol();

        Assert.Equal(ResourceId.Of(parent), resource.Properties.Single(property => property.Name == "resource.parentName").Value.StringValue);
    }

    [Fact]
    public void ToProtocol_ManyLongLines_MessagesTheDashboardTakes()
    {
        LogLine[] lines =
        [
            .. Enumerable.Range(1, 5_000).Select(number => new LogLine(number, new string('€', 1_000), IsErrorMessage: false)),
            new LogLine(5_001, new string('€', 5_000_000), IsErrorMessage: true),
        ];

        var messages = ConsoleMapping.ToProtocol(lines).ToList();

        Assert.All(messages, message => Assert.True(message.CalculateSize() < 4 * 1024 * 1024));
        Assert.Equal(Enumerable.Range(1, 5_001), messages.SelectMany(message => message.LogLines).Select(line => line.LineNumber));
    }

    private static Protocol.Resource Map(CustomResourceSnapshot snapshot) =>
        new ResourceEvent(new ContainerResource("cache"), "cache-x1", snapshot).ToProtocol();
}
