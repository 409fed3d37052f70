using System.Collections;
using System.Globalization;
using Aspire.Hosting.ApplicationModel;
using Google.Protobuf.WellKnownTypes;

namespace Aspire.Hosting.Dashboard;

/// <summary>The properties of a resource: its own, and those that repeat what its state says. The dashboard's details page reads nothing else.</summary>
internal static class ResourceProperties
{
    public static IEnumerable<Protocol.ResourceProperty> Of(ResourceEvent change)
    {
        var snapshot = change.Snapshot;
        IEnumerable<(string Name, string? Text)> common =
        [
            ("resource.uid", change.ResourceId),
            ("resource.name", change.ResourceId),
            ("resource.type", snapshot.ResourceType),
            ("resource.displayName", change.Resource.Name),
            ("resource.state", snapshot.State?.Text),
            ("resource.exitCode", snapshot.ExitCode?.ToString(CultureInfo.InvariantCulture)),
            ("resource.createTime", Time(snapshot.CreationTimeStamp)),
            ("resource.startTime", Time(snapshot.StartTimeStamp)),
            ("resource.stopTime", Time(snapshot.StopTimeStamp)),
            ("resource.healthState", snapshot.HealthStatus?.ToString()),
            (KnownProperties.Resource.ParentName, ParentOf(change.Resource) is { } parent ? ResourceId.Of(parent) : null),
        ];
        return common
            .Where(property => property.Text is not null)
            .Select(property => new Protocol.ResourceProperty { Name = property.Name, Value = Value.ForString(property.Text) })
            .Concat(snapshot.Properties.IsDefaultOrEmpty ? [] : snapshot.Properties.SelectMany(Of));
    }

    /// <summary>Under which other resource the dashboard shows it.</summary>
    private static IResource? ParentOf(IResource resource) =>
        (resource as IResourceWithParent)?.Parent
        ?? resource.Annotations.OfType<ResourceRelationshipAnnotation>().LastOrDefault(relation => relation.Type == KnownRelationshipTypes.Parent)?.Resource;

    /// <summary>
    /// A property, and for arguments of which one is a secret a second one: the dashboard's table shows arguments whether they are sensitive or not, and masks
    /// only those that this one marks.
    /// </summary>
    private static IEnumerable<Protocol.ResourceProperty> Of(ResourcePropertySnapshot snapshot)
    {
        var property = ToProtocol(snapshot);
        yield return property;
        if (snapshot is { Name: KnownProperties.Resource.AppArgs, IsSensitive: true } && property.Value.ListValue is { } arguments)
        {
            yield return new Protocol.ResourceProperty
            {
                Name = KnownProperties.Resource.AppArgsSensitivity,
                Value = Value.ForList([.. arguments.Values.Select(_ => Value.ForNumber(1))]),
                IsSensitive = true,
            };
        }
    }

    private static Protocol.ResourceProperty ToProtocol(ResourcePropertySnapshot snapshot)
    {
        var property = new Protocol.ResourceProperty
        {
            Name = snapshot.Name,
            Value = ToValue(snapshot.Value),
            IsSensitive = snapshot.IsSensitive,
            IsHighlighted = snapshot.IsHighlighted,
        };
        if (snapshot.DisplayName is { } name)
        {
            property.DisplayName = name;
        }

        return property;
    }

    private static Value ToValue(object? value) => value switch
    {
        null => Value.ForNull(),
        string text => Value.ForString(text),
        bool flag => Value.ForBool(flag),
        IEnumerable list => Value.ForList([.. list.Cast<object?>().Select(ToValue)]),
        int or long or double => Value.ForNumber(Convert.ToDouble(value, CultureInfo.InvariantCulture)),
        IFormattable formattable => Value.ForString(formattable.ToString(null, CultureInfo.InvariantCulture)),
        _ => Value.ForString(value.ToString() ?? string.Empty),
    };

    private static string? Time(DateTime? time) => ResourceMapping.ToTimestamp(time)?.ToDateTime().ToString("O", CultureInfo.InvariantCulture);
}
