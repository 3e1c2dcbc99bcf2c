using System.Reflection;
using System.Runtime.CompilerServices;

namespace Troupe.Architecture.Tests;

/// <summary>Names that only the builders knew were replaced by the field's terms, and stay away.</summary>
public sealed class IdentifierSpecs
{
    private const BindingFlags Declared =
        BindingFlags.Public | BindingFlags.NonPublic | BindingFlags.Instance | BindingFlags.Static | BindingFlags.DeclaredOnly;

    /// <summary>Given up everywhere.</summary>
    private static readonly HashSet<string> s_words =
    [
        "GivenParts", "GivenPart", "PartGiven", "OnGiven", "GivenJobs", "GivenLost",
        "Lanes", "Lane", "ILane", "LanePage", "ItemLane", "LeaseLane", "CellLane", "OpenLaneAsync", "Bell", "TryRing",
        "Fence", "Fall", "Lower",
        "RunMarks", "Marks", "Spread",
        "Holder", "Turn", "TurnRing", "Seldom",
        "Because", "KilledBecause", "_killedBecause",
        "StrayFrames", "_strays", "_unheard", "_lasting", "Lasting",
        "TakesAlong", "Along", "Ahead",
        "Subject", "SubjectFlow", "HostedSubject", "SubjectFactory", "MakesSubject", "UsesSubject", "LoseSubject",
        "_stakes", "TryStake", "GiveBack", "TryGiveBack", "stake",
        "Bury", "BuryMessages",
        "ApartWork", "ToldCall", "WaitLine", "IActorSeat", "AddressStretch", "Companions", "Accompany", "HoconPlace", "RingPlace",
        "MaybeRan", "maybeRan", "EndsReadersWhenLast", "EndsReaders", "NamedItems", "MaximumMessage", "maximumMessage",
    ];

    /// <summary>
    /// Good words that are wrong for one thing: to succeed is what a job does, not how a worker is replaced; places, lines, texts, and
    /// what is left or taken, are said of other things, too; and AllowedAssemblies.Application are the application's own.
    /// </summary>
    private static readonly HashSet<string> s_members =
    [
        "CoordinatorActor.Succeed", "SlotFlow.Succeed", "WorkerTable.Succeed",
        "Job.Place", "RingItem.Place", "HoconEntry.Place", "SegmentMemory.Place",
        "RunFlags.Texts", "RunFlags.Lines",
        "WorkerReleased.Left", "WorkerEnded.Left", "WorkerEnded.Taken", "Inbox.Taken",
        "ProcessPoolOptions.Application", "ChildProcessOptions.Application", "CallRules.Application", "WorkerSettings.Application",
    ];

    public static TheoryData<string> Assemblies => ProductAssembly.Names;

    [Theory]
    [MemberData(nameof(Assemblies))]
    public void No_type_member_or_parameter_has_a_name_that_was_given_up(string assembly)
    {
        var found =
            from type in ProductAssembly.Load(assembly).GetTypes()
            where !IsGenerated(type)
            from name in NamesOf(type)
            where s_words.Contains(name) || s_members.Contains($"{Plain(type)}.{name}")
            select $"{Plain(type)}.{name}";

        found.Distinct().Order(StringComparer.Ordinal).ShouldBeEmpty("the field has a term for it");
    }

    [Theory]
    [MemberData(nameof(Assemblies))]
    public void No_folder_has_a_name_that_was_given_up(string assembly) =>
        ProductAssembly.Load(assembly).GetTypes()
            .SelectMany(type => (type.Namespace ?? "").Split('.'))
            .Where(s_words.Contains)
            .Distinct()
            .ShouldBeEmpty();

    /// <summary>The type, its members, and the parameters of its methods, those of lambdas included.</summary>
    private static IEnumerable<string> NamesOf(Type type)
    {
        yield return Plain(type);
        foreach (var member in type.GetMembers(Declared))
        {
            if (member is not Type && !IsGenerated(member))
                yield return member.Name;

            foreach (var parameter in (member as MethodBase)?.GetParameters() ?? [])
                yield return parameter.Name ?? "";
        }
    }

    private static string Plain(Type type) => type.Name.Split('`')[0];

    private static bool IsGenerated(MemberInfo member) =>
        member.Name.Contains('<', StringComparison.Ordinal) || member.IsDefined(typeof(CompilerGeneratedAttribute), inherit: false);
}
