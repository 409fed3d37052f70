using System.Collections.ObjectModel;
using System.Diagnostics.CodeAnalysis;

namespace Aspire.Hosting.ApplicationModel;

/// <summary>Keeps the order of the model and refuses a second resource of the same name.</summary>
internal sealed class ResourceCollection : Collection<IResource>, IResourceCollection
{
    private readonly Dictionary<string, IResource> _byName = new(StringComparer.OrdinalIgnoreCase);

    public bool TryGetByName(string name, [NotNullWhen(true)] out IResource? resource) => _byName.TryGetValue(name, out resource);

    protected override void InsertItem(int index, IResource item)
    {
        Register(item);
        base.InsertItem(index, item);
    }

    protected override void SetItem(int index, IResource item)
    {
        _byName.Remove(this[index].Name);
        Register(item);
        base.SetItem(index, item);
    }

    protected override void RemoveItem(int index)
    {
        _byName.Remove(this[index].Name);
        base.RemoveItem(index);
    }

    protected override void ClearItems()
    {
        _byName.Clear();
        base.ClearItems();
    }

    private void Register(IResource item)
    {
        if (_byName.TryGetValue(item.Name, out var other))
        {
            throw new DistributedApplicationException(
                $"The resource '{item.Name}' ({item.GetType().Name}) cannot be added: there is already a resource '{other.Name}' ({other.GetType().Name}); give one of them another name.");
        }

        _byName.Add(item.Name, item);
    }
}
