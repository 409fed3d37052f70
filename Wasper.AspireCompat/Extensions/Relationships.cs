using Aspire.Hosting.ApplicationModel;

namespace Aspire.Hosting;

/// <summary>The relations that follow from the values a resource gets.</summary>
internal static class Relationships
{
    /// <summary>Relates the resource to every other one that the value is made of.</summary>
    public static void AddReferences(IResource resource, object value)
    {
        switch (value)
        {
            case IResourceBuilder<IResource> builder:
                AddReferences(resource, builder.Resource);
                break;
            case IResource other when other != resource:
                Add(resource, other, KnownRelationshipTypes.Reference);
                break;
            case IResource:
                // Its own address, say.
                break;
            case IValueWithReferences composed:
                foreach (var part in composed.References)
                {
                    AddReferences(resource, part);
                }

                break;
        }
    }

    /// <summary>Relates the resource to another one, once.</summary>
    public static void Add(IResource resource, IResource other, string type)
    {
        if (!resource.Annotations.OfType<ResourceRelationshipAnnotation>().Any(relation => relation.Resource == other && relation.Type == type))
        {
            resource.Annotations.Add(new ResourceRelationshipAnnotation(other, type));
        }
    }
}
