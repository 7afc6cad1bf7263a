import NetTypes
import Resources

extension RandomCluster {
  /// Changes one thing.
  mutating func edit() {
    switch Int.random(in: 0..<8, using: &random) {
    case 0: addPod(100 + model.workloads.count)
    case 1 where model.workloads.count > 3: model.workloads.remove(at: Int.random(in: 0..<model.workloads.count, using: &random))
    case 2: model.policies.append(policy(100 + model.policies.count + Int.random(in: 0..<10000, using: &random)))
    case 3 where model.policies.count > 2: model.policies.remove(at: Int.random(in: 0..<model.policies.count, using: &random))
    case 4:
      let number = Int.random(in: 0..<model.policies.count, using: &random)
      let id = model.policies[number].id
      model.policies[number] = policy(0)
      model.policies[number].id = id
    case 5:
      let number = Int.random(in: 0..<model.networkSets.count, using: &random)
      model.networkSets[number].nets = [Self.net("10.\(random.pick([0, 1])).0.0/16"), Self.net("10.0.\(random.pick([0, 1, 2])).0/24")]
    default:
      let number = Int.random(in: 0..<model.workloads.count, using: &random)
      model.workloads[number].labels["role"] = random.pick(["web", "db", "other"])
    }
  }
}
