using System.Reflection;
using Troupe.Messages.Payloads;

namespace Troupe.Messages.Functions;

/// <summary>Display names of functions: <c>Program.Add</c>, <c>lambda in Program.Main</c>.</summary>
internal static class FunctionName
{
    public static string Of(MethodInfo method)
    {
        var type = method.DeclaringType;
        while (type is { IsNested: true } && type.Name.StartsWith('<'))
            type = type.DeclaringType;

        var owner = type is null ? "" : PayloadTypeName.Short(type) + ".";
        var name = method.Name;
        if (!name.StartsWith('<'))
            return owner + name;

        // <Main>b__0_1 is a lambda in Main, <Main>g__Add|0_0 a local function; top-level code is in <Main>$.
        var depth = 0;
        var close = 0;
        for (; close < name.Length; close++)
        {
            depth += name[close] switch { '<' => 1, '>' => -1, _ => 0 };
            if (depth == 0)
                break;
        }

        if (close >= name.Length - 1)
            return owner + name;

        var outer = name[1..close].Replace("<", "", StringComparison.Ordinal).Replace(">$", "", StringComparison.Ordinal);
        if (name[close + 1] == 'g' && name.IndexOf('|', StringComparison.Ordinal) is int bar and > 0)
            return $"{owner}{outer}.{name[(close + 4)..bar]}";

        return $"lambda in {owner}{outer}";
    }
}
