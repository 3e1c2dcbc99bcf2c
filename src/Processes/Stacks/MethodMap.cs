namespace Troupe.Processes.Stacks;

/// <summary>Which method lies at an address.</summary>
internal sealed class MethodMap
{
    private readonly List<Method> _methods = [];
    private bool _sorted;

    private readonly record struct Method(ulong Start, int Size, string Type, string Name, string Signature);

    public void Add(ulong start, int size, string type, string name, string signature)
    {
        _methods.Add(new Method(start, size, type, name, signature));
        _sorted = false;
    }

    /// <summary>Type, name and parameters of the method at an address; null for native code.</summary>
    public string? NameAt(ulong address)
    {
        if (!_sorted)
            _methods.Sort(static (one, other) => one.Start.CompareTo(other.Start));
        _sorted = true;
        var (low, high) = (0, _methods.Count - 1);
        while (low <= high)
        {
            var middle = (low + high) / 2;
            var method = _methods[middle];
            if (address < method.Start)
                high = middle - 1;
            else if (address - method.Start >= (ulong)method.Size)
                low = middle + 1;
            else
                return Describe(method);
        }
        return null;
    }

    /// <summary>The runtime writes a signature as "instance void  (class System.String,int32)".</summary>
    private static string Describe(in Method method)
    {
        var parameters = method.Signature.IndexOf('(') is var open and >= 0 ? method.Signature[open..] : "()";
        parameters = parameters.Replace("value class ", "", StringComparison.Ordinal).Replace("class ", "", StringComparison.Ordinal)
            .Replace(",", ", ", StringComparison.Ordinal);
        return method.Type.Length == 0 ? method.Name + parameters : $"{method.Type}.{method.Name}{parameters}";
    }
}
